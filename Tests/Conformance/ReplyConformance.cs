using DbPerService.Databases;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of a service that replies to events, when they are redelivered.</summary>
public abstract class ReplyConformance : RedeliveryConformance
{
    /// <summary>What the database's unit of work promises.</summary>
    protected abstract Redelivery Promised { get; }

    [Fact]
    public async Task What_is_delivered_again_is_left_out_by_an_inbox_and_answered_again_without_one()
    {
        var instance = await NewShopAsync();
        var (events, end) = (Events(), Placed(Guid.CreateVersion7()));
        await using var reader = await RunningReader.OpenAsync(instance.GetRequiredService<IOutboxSource>());
        await DeliverAsync(instance, events);
        var first = await reader.TakeAsync(events.Count);

        await DeliverAsync(instance, events);
        await DeliverAsync(instance, [end]);

        var again = new List<OutboxMessage>();
        while ((await reader.TakeAsync(1))[0] is var answer && answer.Key != end.Key)
        {
            again.Add(answer);
        }

        Assert.Equal(Promised, await ReadAsync<IUnitOfWork, Redelivery>(instance, unit => Task.FromResult(unit.Redelivery)));
        Assert.Equal(Promised == Redelivery.LeftOut ? 0 : events.Count, again.Count);
        Assert.Subset(Contents(first), Contents(again));

        static HashSet<(string, string, string)> Contents(List<OutboxMessage> answers) =>
            [.. answers.Select(answer => (answer.Key, answer.Type, answer.Payload))];
    }
}
