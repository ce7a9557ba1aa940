namespace DbPerService.Tests.Standalone.Databases;

/// <summary>The same short chaos run with databases that have no inbox: checked from what they record instead.</summary>
public sealed class PolyglotChaosTests
{
    [Fact]
    public async Task Order_and_delivery_are_checked_from_the_records_of_Redis_and_MongoDB()
    {
        Assert.SkipUnless(
            Installed.Redis && Installed.MongoDB, "Not run on Redis and MongoDB: redis-server or mongod is not on the PATH.");

        var said = await ChaosTests.RunAsync([.. EveryService.OfTheSaga, "--database", "payments=mongodb,inventory=redis"]);

        Assert.Matches(@"outbox of inventory: \d+ events", said);
        Assert.Matches(@"newest event of each key of payments: \d+", said);
        Assert.Matches(@"inbox of orders: \d+ events of inventory", said);
    }
}
