namespace DbPerService.Replay.Options;

internal sealed class UsageException(string message) : Exception(message);
