"""The turns that the benchmarks say: a conversation in each language, without music."""

TURNS: tuple[str, ...] = (
    "hello",
    "recommend a film",
    "something lighter",
    "seen it",
    "another",
    "why that one?",
    "tell me a joke",
    "what do you know about me",
    "thanks",
    "what can you do",
    "你好",
    "推荐一部电影",
    "轻松一点的",
    "看过了",
    "换一个",
    "为什么推荐这部",
    "讲个笑话",
    "你了解我什么",
    "谢谢",
    "你会做什么",
)

SPOKEN: tuple[str, ...] = (
    "hello",
    "recommend a film",
    "something lighter",
    "tell me a joke",
    "another one",
    "thank you",
)
