using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Reading topics from their beginning, beside the consumer group.</summary>
public sealed class TopicReplayTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_reads_everything_up_to_the_ends_that_it_was_given()
    {
        await using var service = await engines.NewServiceAsync();
        await service.PublishAsync([.. Enumerable.Range(0, 600).Select(n => new Ping($"k{n % 7}", n))]);
        await service.StartAsync();
        await Topic.WriteAsync(engines.Kafka, Ping.Topic, "k1", "not JSON"u8.ToArray(), ("ce_type", nameof(Ping)));
        await Topic.WriteAsync(engines.Kafka, Ping.Topic, "k1", "{}"u8.ToArray(), ("ce_type", "Unheard"));
        Topic.Read(engines.Kafka, Ping.Topic, atLeast: 602);
        var replay = service.NewInstance(builder => builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>())
            .Services.GetRequiredService<ITopicReplay>();

        var extents = await replay.ExtentsAsync(Cancelled);
        await service.PublishAsync(new Ping("late", 1));
        Topic.Read(engines.Kafka, Ping.Topic, atLeast: 603);
        var batches = new List<ReplayedBatch>();
        await foreach (var batch in replay.ReadAsync(extents, Cancelled))
        {
            batches.Add(batch);
        }

        var pings = batches.SelectMany(batch => batch.Events).Select(e => (Ping)e.Event).ToList();
        Assert.Equal(602, extents.Sum(extent => extent.End - extent.First));
        Assert.Equal((602, 1), (batches.Sum(batch => batch.Messages), batches.Sum(batch => batch.Unreadable)));
        Assert.Equal(Enumerable.Range(0, 600), pings.Select(ping => ping.Number).Order());
        Assert.All(pings.GroupBy(ping => ping.Id), ofKey => Assert.Equal(ofKey.Select(ping => ping.Number).Order(), ofKey.Select(ping => ping.Number)));
    }

    [Fact]
    public async Task A_replay_of_a_topic_that_lost_its_events_fails()
    {
        await using var service = await engines.NewServiceAsync();
        var replay = service.NewInstance(builder => builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>())
            .Services.GetRequiredService<ITopicReplay>();
        var beyond = new TopicExtent(Ping.Topic, 0, 0, 10);

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in replay.ReadAsync([beyond], Cancelled))
            {
            }
        });
    }
}
