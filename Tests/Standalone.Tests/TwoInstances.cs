namespace DbPerService.Tests.Standalone;

/// <summary>The system on PostgreSQL with two instances of every service and the time-out that services have by default.</summary>
public sealed class TwoInstances : StandaloneSystem
{
    public TwoInstances() : base([.. EveryService.OfTheSaga, .. EveryService.OnPostgres, .. EveryService.Twice]) =>
        ParticipantTimeout = TimeSpan.FromSeconds(30);
}

[CollectionDefinition(Name)]
public sealed class OnTwoInstances : ICollectionFixture<TwoInstances>
{
    public const string Name = "Two instances";
}
