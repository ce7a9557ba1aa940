namespace DbPerService.Standalone.Links;

/// <summary>The ports at which a service reaches its database and the broker: their own, or those of links to them.</summary>
readonly record struct Addresses(int? Database, int Kafka);
