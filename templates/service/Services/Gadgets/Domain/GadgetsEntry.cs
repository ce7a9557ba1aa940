namespace DbPerService.Gadgets.Domain;

/// <summary>A confirmed order, as this service has recorded it.</summary>
sealed record GadgetsEntry(Guid OrderId, DateTime RecordedAt);
