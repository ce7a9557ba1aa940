namespace DbPerService.Tests.Standalone;

/// <summary>A system for tests that leave dead letters behind, or stop an instance to start it again in another place.</summary>
public sealed class DisturbedSystem : StandaloneSystem;

[CollectionDefinition(Name)]
public sealed class OnDisturbed : ICollectionFixture<DisturbedSystem>
{
    public const string Name = "Disturbed";
}
