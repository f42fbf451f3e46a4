// The microphone: opened at the first press, muted between presses, 16 kHz PCM in 40 ms frames.

export const RATE = 16000;

export class Microphone {
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {AudioContext | null} */
  #context = null;
  #listening = false;
  #worklet;
  #onFrame;

  /**
   * @param {string} worklet address of recorder-worklet.js
   * @param {(frame: ArrayBuffer, level: number) => void} onFrame called with each frame and its level, 0–1
   */
  constructor(worklet, onFrame) {
    this.#worklet = worklet;
    this.#onFrame = onFrame;
  }

  static get available() {
    return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  /** Start to listen; rejects when the person or the browser refuses. */
  async start() {
    this.#listening = true;
    if (!this.#stream) await this.#open();
    await this.#context?.resume();
    this.#mute(!this.#listening);
  }

  stop() {
    this.#listening = false;
    this.#mute(true);
  }

  close() {
    this.stop();
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#context?.close();
    this.#stream = this.#context = null;
  }

  async #open() {
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    this.#context = new AudioContext({ sampleRate: RATE });
    await this.#context.audioWorklet.addModule(this.#worklet);
    const recorder = new AudioWorkletNode(this.#context, "encore-recorder", { numberOfOutputs: 0 });
    recorder.port.onmessage = ({ data }) => this.#heard(data);
    this.#context.createMediaStreamSource(this.#stream).connect(recorder);
  }

  /** @param {ArrayBuffer} frame */
  #heard(frame) {
    if (!this.#listening) return;
    const samples = new Int16Array(frame);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    this.#onFrame(frame, Math.min(1, Math.sqrt(sum / samples.length) / 6000));
  }

  /** @param {boolean} muted */
  #mute(muted) {
    this.#stream?.getAudioTracks().forEach((track) => {
      track.enabled = !muted;
    });
  }
}
