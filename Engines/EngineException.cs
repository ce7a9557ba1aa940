namespace DbPerService.Engines;

/// <summary>An error that the user can correct; the message says how.</summary>
sealed class EngineException(string message) : Exception(message);
