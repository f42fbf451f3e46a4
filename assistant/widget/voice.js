// Plays the speech that comes as PCM over the websocket, in order, and falls silent at once.

export class Voice {
  /** @type {AudioContext | null} */
  #context = null;
  #rate = 22050;
  #endsAt = 0;
  #startedAt = 0;
  /** @type {Set<AudioBufferSourceNode>} */
  #sounding = new Set();
  #muted = false;
  /** @type {() => void} */
  onIdle = () => {};

  get speaking() {
    return this.#sounding.size > 0;
  }

  /** Milliseconds of the current reply that were heard. */
  get heardMs() {
    return this.#context ? Math.max(0, Math.round(1000 * (this.#context.currentTime - this.#startedAt))) : 0;
  }

  /** Browsers let sound out only after a gesture; call this from one. */
  unlock() {
    this.#context ??= new AudioContext();
    this.#context.resume();
  }

  /** @param {number} rate of the sound that follows, Hz */
  begin(rate) {
    this.#rate = rate;
    this.#muted = false;
    if (this.#context) this.#startedAt = Math.max(this.#endsAt, this.#context.currentTime);
  }

  /** @param {ArrayBuffer} pcm signed 16-bit little-endian mono */
  play(pcm) {
    if (!this.#context || this.#muted || pcm.byteLength < 2) return;
    const samples = new Int16Array(pcm, 0, pcm.byteLength >> 1);
    const buffer = this.#context.createBuffer(1, samples.length, this.#rate);
    const channel = buffer.getChannelData(0);
    samples.forEach((sample, at) => {
      channel[at] = sample / 32768;
    });
    this.#schedule(this.#context, buffer);
  }

  /** Fall silent, and stay so for the rest of this reply. */
  stop() {
    this.#muted = true;
    this.#sounding.forEach((source) => source.stop());
    this.#sounding.clear();
    this.#endsAt = 0;
  }

  /**
   * @param {AudioContext} context
   * @param {AudioBuffer} buffer
   */
  #schedule(context, buffer) {
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => {
      this.#sounding.delete(source);
      if (!this.speaking) this.onIdle();
    };
    const at = Math.max(this.#endsAt, context.currentTime);
    source.start(at);
    this.#endsAt = at + buffer.duration;
    this.#sounding.add(source);
  }
}
