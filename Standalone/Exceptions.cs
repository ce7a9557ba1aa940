namespace DbPerService.Standalone;

/// <summary>A command line that cannot be meant.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The system did not come up; the message says which part and what to look at.</summary>
internal sealed class StartException(string message) : Exception(message);
