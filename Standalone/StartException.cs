namespace DbPerService.Standalone;

/// <summary>The system did not start; the message says which part failed and what to check.</summary>
sealed class StartException(string message) : Exception(message);
