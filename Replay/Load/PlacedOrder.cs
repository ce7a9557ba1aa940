namespace DbPerService.Replay.Load;

/// <summary>The outcome of one POST: the id of the accepted order, or the refusal, or neither if there was no response.</summary>
readonly record struct PlacedOrder(int Index, Guid? Id, string? Refusal, TimeSpan Latency);
