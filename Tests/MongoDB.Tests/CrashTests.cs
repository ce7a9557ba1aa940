using System.Text.Json;
using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.Testing;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace DbPerService.Tests.Mongo;

public sealed class CrashTests(MongoServerFixture server) : IClassFixture<MongoServerFixture>
{
    const string Collection = "happened";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_loses_no_acknowledged_write_and_no_event()
    {
        const int Writers = 5;
        const int Numbers = 300;
        var engine = server.Engine;
        await using var instances = await MongoTestInstances.CreateAsync(server);
        var instance = await instances.NewAsync(Collection);
        var answered = new int[Writers];

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 1; number <= Numbers; number++)
            {
                await UnitAsync(instance, "w" + writer, number);
                answered[writer] = number;
            }
        })));
        foreach (var many in new[] { Numbers, 3 * Numbers })
        {
            await Eventually.IsTrue(() => Task.FromResult(writing.IsFaulted || answered.Sum() >= many), Cancelled);
            await engine.KillAsync();
            await engine.StartAsync();
        }

        await writing;

        var expected = Enumerable.Range(0, Writers).ToDictionary(writer => "w" + writer, _ => Enumerable.Range(1, Numbers));
        await using var reader = await RunningReader.OpenAsync(instance.GetRequiredService<IOutboxSource>());
        var events = (await reader.TakeAsync(Writers * Numbers))
            .ConvertAll(e => JsonSerializer.Deserialize<TestEvent>(e.Payload, EventJson.Options)!);
        Assert.All(expected, of => Assert.Equal(of.Value, events.Where(e => e.Id == of.Key).Select(e => e.Number)));
    }

    /// <summary>Gives a document its next number, and an event about it, unless an earlier attempt without a response did.</summary>
    static async Task UnitAsync(IServiceProvider instance, string id, int number)
    {
        while (true)
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<MongoUnitOfWork>();
            try
            {
                var found = (await unit.LoadAsync(Collection, [id], Cancelled)).GetValueOrDefault(id)?["number"].AsInt32 ?? 0;
                Assert.InRange(found, number - 1, number);
                if (found < number)
                {
                    unit.Save(Collection, id, new BsonDocument("number", number), new TestEvent(id, number));
                    await unit.CommitAsync(Cancelled);
                }

                return;
            }
            catch (Exception exception) when (unit.IsTransient(exception))
            {
                await Task.Delay(20, Cancelled);
            }
        }
    }
}
