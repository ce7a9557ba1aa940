namespace DbPerService.Consistency;

/// <summary>An event that a write committed, as a sync token names it.</summary>
/// <param name="Topic">The topic that it is published to.</param>
/// <param name="Type">Its type name.</param>
/// <param name="Id">Its id.</param>
/// <param name="CommittedAt">When its owner committed it, in milliseconds since 1970 UTC.</param>
public sealed record CommittedEvent(string Topic, string Type, Guid Id, long CommittedAt);
