namespace DbPerService.Standalone.Links;

/// <summary>The ports at which a service reaches its database and the broker: their own, or those of links to them.</summary>
internal readonly record struct Addresses(int Database, int Kafka);
