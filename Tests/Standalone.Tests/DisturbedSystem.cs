namespace DbPerService.Tests.Standalone;

/// <summary>A system for tests that leave dead letters, start an instance of their own, or use only the servers.</summary>
public sealed class DisturbedSystem : StandaloneSystem
{
    public DisturbedSystem() : base([.. EveryService.OfTheSaga, .. EveryService.OnPostgres]) { }
}

[CollectionDefinition(Name)]
public sealed class OnDisturbed : ICollectionFixture<DisturbedSystem>
{
    public const string Name = "Disturbed";
}
