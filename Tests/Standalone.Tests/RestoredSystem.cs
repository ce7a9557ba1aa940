namespace DbPerService.Tests.Standalone;

/// <summary>A system for tests that restore databases and move consumer groups.</summary>
public sealed class RestoredSystem : StandaloneSystem
{
    public RestoredSystem() : base([.. EveryService.OfTheSaga, .. EveryService.OnPostgres]) { }
}
