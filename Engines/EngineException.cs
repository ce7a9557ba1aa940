namespace DbPerService.Engines;

/// <summary>Something the person who started the engine can put right; the message says what.</summary>
internal sealed class EngineException(string message) : Exception(message);
