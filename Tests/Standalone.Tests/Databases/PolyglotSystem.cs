using DbPerService.Testing;

namespace DbPerService.Tests.Standalone.Databases;

/// <summary>The system with each service on its preferred available database.</summary>
public sealed class PolyglotSystem : StandaloneSystem
{
    public PolyglotSystem() : base([]) { }

    /// <summary>The running system; skips the test if only PostgreSQL is available.</summary>
    public PolyglotSystem OrSkip()
    {
        Installed.SkipUnlessAny();
        return this;
    }

    public override ValueTask InitializeAsync() => Installed.Any ? base.InitializeAsync() : ValueTask.CompletedTask;
}

static class Installed
{
    public static bool Redis { get; } = Tool.IsOnPath("redis-server");

    public static bool MongoDB { get; } = Tool.IsOnPath("mongod");

    public static bool Any => Redis || MongoDB;

    public static void SkipUnlessAny() =>
        Assert.SkipUnless(Any, "Not run on Redis and MongoDB: there is neither redis-server nor mongod on the PATH.");
}

[CollectionDefinition(Name)]
public sealed class OnPolyglot : ICollectionFixture<PolyglotSystem>
{
    public const string Name = "Polyglot";
}
