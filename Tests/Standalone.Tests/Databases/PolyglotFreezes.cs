namespace DbPerService.Tests.Standalone.Databases;

/// <summary>The system with each service on its preferred available database, with two instances of every service.</summary>
public sealed class PolyglotTwoInstances : StandaloneSystem
{
    public PolyglotTwoInstances() : base([.. EveryService.OfTheSaga, .. EveryService.Twice]) => ParticipantTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The running system; skips the test if only PostgreSQL is available.</summary>
    public PolyglotTwoInstances OrSkip()
    {
        Installed.SkipUnlessAny();
        return this;
    }

    public override ValueTask InitializeAsync() => Installed.Any ? base.InitializeAsync() : ValueTask.CompletedTask;
}

[CollectionDefinition(Name)]
public sealed class OnPolyglotTwoInstances : ICollectionFixture<PolyglotTwoInstances>
{
    public const string Name = "Polyglot, two instances";
}

[Collection(OnPolyglotTwoInstances.Name)]
public sealed class PolyglotFreezes(PolyglotTwoInstances system) : FreezeScenarios(system.OrSkip());
