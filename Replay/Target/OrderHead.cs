namespace DbPerService.Replay.Target;

/// <summary>Only the id of an order, read many times per second.</summary>
sealed record OrderHead(Guid Id);
