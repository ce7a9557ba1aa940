using System.Text;
using System.Text.Json;
using Confluent.Kafka;
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
        var replay = Replay(service);
        await Topic.WriteAsync(engines.Kafka, Ping.Topic, [.. Enumerable.Range(0, 14).Select(n => Message(n % 4, n))]);
        await Topic.WriteAsync(engines.Kafka, Ping.Topic, "k1", "not JSON"u8.ToArray(), ("ce_type", nameof(Ping)));
        await Topic.WriteAsync(engines.Kafka, Ping.Topic, "k1", "{}"u8.ToArray(), ("ce_type", "Unheard"));

        var extents = await replay.ExtentsAsync(Cancelled);
        await Topic.WriteAsync(engines.Kafka, Ping.Topic, Message(1, 1000));
        var batches = new List<ReplayedBatch>();
        await foreach (var batch in replay.ReadAsync(extents, Cancelled))
        {
            batches.Add(batch);
        }

        var pings = batches.SelectMany(batch => batch.Events).Select(e => (Ping)e.Event).ToList();
        Assert.Equal(16, extents.Sum(extent => extent.End - extent.First));
        Assert.Equal((16, 1), (batches.Sum(batch => batch.Messages), batches.Sum(batch => batch.Unreadable)));
        Assert.Equal(Enumerable.Range(0, 14), pings.Select(ping => ping.Number).Order());
        Assert.All(
            pings.GroupBy(ping => ping.Id),
            ofKey => Assert.Equal(ofKey.Select(ping => ping.Number).Order(), ofKey.Select(ping => ping.Number)));
    }

    [Fact]
    public async Task A_replay_of_a_topic_that_has_lost_its_events_fails()
    {
        await using var service = await engines.NewServiceAsync();
        var beyond = new TopicExtent(Ping.Topic, 0, 0, 10);

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in Replay(service).ReadAsync([beyond], Cancelled))
            {
            }
        });
    }

    static ITopicReplay Replay(TestService service) => service
        .NewInstance(builder => builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>())
        .Services.GetRequiredService<ITopicReplay>();

    static Message<byte[], byte[]> Message(int key, int number) => new()
    {
        Key = Encoding.UTF8.GetBytes($"k{key}"),
        Value = JsonSerializer.SerializeToUtf8Bytes(new Ping($"k{key}", number), EventJson.Options),
        Headers = new Headers { { "ce_type", Encoding.UTF8.GetBytes(nameof(Ping)) } },
    };
}
