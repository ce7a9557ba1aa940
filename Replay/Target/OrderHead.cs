namespace DbPerService.Replay.Target;

/// <summary>An order read for its id alone, many times a second.</summary>
internal sealed record OrderHead(Guid Id);
