using System.Collections.Concurrent;
using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace DbPerService.Tests.Mongo;

/// <summary>The concerns of each command as sent to the server.</summary>
public sealed class ConcernTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_a_fail_over_could_undo_is_published_or_acknowledged()
    {
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var commands = new ConcurrentQueue<(string Name, BsonDocument Command)>();
        var instance = instances.NewHost([Collection], services => services.AddSingleton(new MongoConnection(
            instances.Service, new MongoUrl(instances.Login), new MongoOptions(),
            cluster => cluster.Subscribe<CommandStartedEvent>(started => commands.Enqueue((started.CommandName, (BsonDocument)started.Command.DeepClone())))))).Services;
        await MongoTestInstances.PrepareAsync(instance);
        await using (var reader = await RunningReader.OpenAsync(instance.GetRequiredService<IOutboxSource>()))
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<MongoUnitOfWork>();
            await unit.LoadAsync(Collection, ["a"], Cancelled);
            unit.Save(Collection, "a", new BsonDocument("number", 1), new TestEvent("a", 1));
            await unit.CommitAsync(Cancelled);
            await reader.TakeAsync(1);
            reader.Confirm(1);
        }

        var reads = commands.Where(command => command.Name is "find" or "aggregate" or "count" or "distinct").ToList();
        var writes = commands.Where(command => command.Name is "insert" or "update" or "delete" or "findAndModify").ToList();
        Assert.NotEmpty(reads);
        Assert.NotEmpty(writes);
        Assert.All(reads, read => Assert.Equal(
            new BsonDocument("level", "majority"), read.Command.GetValue("readConcern", BsonNull.Value)));
        Assert.All(writes, write => Assert.Equal(
            new BsonDocument { { "w", "majority" }, { "j", true } }, write.Command.GetValue("writeConcern", BsonNull.Value)));
    }
}
