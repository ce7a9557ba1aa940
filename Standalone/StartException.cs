namespace DbPerService.Standalone;

/// <summary>The system did not come up; the message says which part and what to look at.</summary>
internal sealed class StartException(string message) : Exception(message);
