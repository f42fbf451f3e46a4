// What the widget itself says, in both languages. Replies come from the server in the person's language.

/** @typedef {"en" | "zh"} Language */

/** @type {Record<Language, Record<string, string>>} */
const TEXTS = {
  en: {
    title: "Encore",
    tagline: "Music, films, stories and games, on your own machine.",
    placeholder: "Say or type something",
    send: "Send",
    hold: "Hold to talk",
    listening: "Listening. Let go when you are done.",
    conversation: "Conversation",
    speak: "Read replies aloud",
    quiet: "Stop speaking",
    language: "切换到中文",
    languageShort: "中",
    connecting: "Connecting",
    waking: "Waking up. Type already, I will answer.",
    ready: "Ready",
    busy: "Thinking",
    draining: "Closing",
    offline: "No connection. Trying again.",
    speaking: "Speaking",
    you: "You",
    encore: "Encore",
    play: "Play",
    pause: "Pause",
    stop: "Stop",
    next: "Next",
    previous: "Previous",
    volume: "Volume",
    player: "Player",
    noMicrophone: "The microphone cannot be used here. Allow it in the browser, or type instead.",
    insecure: "The microphone needs a secure page: open Encore on this machine or over HTTPS.",
    unheard: "I did not hear anything. Hold the button while you speak.",
    failedPlay: "This browser could not play it.",
    unsent: "Not sent yet",
    tryFilm: "Recommend a film",
    tryStory: "Tell me a story about a dragon",
    tryCalm: "Play rain sounds",
    tryQuiz: "Let's play a quiz",
    welcome: "What do you feel like?",
  },
  zh: {
    title: "安可",
    tagline: "音乐、电影、故事和游戏，都在你自己的机器上。",
    placeholder: "说点什么，或者打字",
    send: "发送",
    hold: "按住说话",
    listening: "正在听，说完请松开。",
    conversation: "对话",
    speak: "朗读回答",
    quiet: "停止朗读",
    language: "Switch to English",
    languageShort: "EN",
    connecting: "连接中",
    waking: "正在醒来，可以先打字。",
    ready: "就绪",
    busy: "思考中",
    draining: "正在关闭",
    offline: "连接断开，正在重试。",
    speaking: "朗读中",
    you: "你",
    encore: "安可",
    play: "播放",
    pause: "暂停",
    stop: "停止",
    next: "下一首",
    previous: "上一首",
    volume: "音量",
    player: "播放器",
    noMicrophone: "这里用不了麦克风。请在浏览器里允许，或者打字。",
    insecure: "麦克风需要安全的页面：请在本机打开安可，或使用 HTTPS。",
    unheard: "没听到声音，说话时请按住按钮。",
    failedPlay: "浏览器没能播放它。",
    unsent: "尚未发送",
    tryFilm: "推荐一部电影",
    tryStory: "讲一个关于龙的故事",
    tryCalm: "播放雨声",
    tryQuiz: "来玩知识问答",
    welcome: "今天想做点什么？",
  },
};

/**
 * @param {Language} language
 * @returns {(key: string) => string}
 */
export function texts(language) {
  return (key) => TEXTS[language][key] ?? key;
}

/**
 * @param {string | null | undefined} wanted a language tag, or "auto"
 * @returns {Language}
 */
export function pickLanguage(wanted) {
  const tag = !wanted || wanted === "auto" ? navigator.language : wanted;
  return tag.toLowerCase().startsWith("zh") ? "zh" : "en";
}
