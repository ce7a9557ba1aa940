namespace DbPerService.Replay.Load;

/// <summary>What became of one POST: the id of the accepted order, or the refusal, or neither when nobody answered.</summary>
internal readonly record struct PlacedOrder(int Index, Guid? Id, string? Refusal, TimeSpan Latency);
