namespace DbPerService.Replay.Target;

internal sealed class NoAnswerException(string message) : Exception(message);
