namespace DbPerService.Replay.Target;

sealed class NoAnswerException(string message) : Exception(message);
