using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Hostile and broken messages.</summary>
public sealed class PoisonTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static readonly byte[] Nul = "a\0b"u8.ToArray();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_poison_message_becomes_a_dead_letter_and_blocks_only_its_own_key()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        Message<byte[], byte[]>[] poison =
        [
            Message("p1", new string('"', 200_000)),
            Message("p2", "", value: [.. Enumerable.Repeat((byte)0xFF, 200_000)]),
            Message(new string('k', 6_000), "{}"),
            Message(Random("", 400_000), "{}"),
            Message("p3", "{\"id\":\"a\\u0000b\",\"number\":1}"),
            Message("", "{\"id\":\"a\\u0000b\",\"number\":1}", key: Nul),
            Message("", "{}", key: [0xFF, 0xFE, 0]),
            Message("", "{}"),
            WithoutKey("{\"id\":\"a\",\"number\":1}"),
            WithoutKey("{\"id\":\"a\",\"number\":1}"),
            Message("p4", "{}", ("ce_type", Encoding.UTF8.GetBytes(new string('T', 1_000)))),
            Message("p5", "{}", ("traceparent", Nul), ("tracestate", Nul), ("ce_source", Nul), ("\0", Nul), ("", null)),
            Message("p6", "{}", ("ce_time", null), ("ce_id", Nul)),
            Message("p7", "{\"id\":{\"id\":1}}", ("ce_time", "9999-12-31T23:59:59Z"u8.ToArray())),
            Message("p8", new string('[', 100_000)),
            Message("p9", "null"),
            Message("p10", ""),
        ];
        poison[^5].Timestamp = new Timestamp(300_000_000_000_000, TimestampType.CreateTime);

        await Topic.WriteAsync(engines.Kafka, "pings", poison);
        await Topic.WriteAsync(engines.Kafka, "pings", [.. Enumerable.Range(0, 30).Select(n => Message("k" + n, $"{{\"id\":\"k{n}\",\"number\":{n}}}"))]);

        await Eventually.IsTrue(async () => (await service.AppliedAsync()).Count == 30, Cancelled);
        await Eventually.IsTrue(async () => await DeadLettersOfAsync(service) == poison.Length, Cancelled);
        // All are announced, so none blocks the relay, and what is published after them arrives.
        await service.PublishAsync(new Ping("after", 1));
        await Eventually.IsTrue(async () => (await service.AppliedAsync()).Contains("Ping after 1"), Cancelled);
        var announced = Topic.Read(engines.Kafka, service.Name + ".dead-letter", poison.Length);
        Assert.Equal(poison.Length, announced.Count);
        Assert.All(announced, message => Assert.InRange(message.Message.Value.Length, 1, 10_000));
    }

    [Fact]
    public async Task Harmless_oddities_do_not_stop_a_valid_event()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();

        await Topic.WriteAsync(
            engines.Kafka, "pings",
            Message("a", "{\"id\":\"a\",\"number\":1}", ("traceparent", Nul), ("tracestate", Nul)),
            Message("a", "{\"id\":\"a\",\"number\":2}", ("ce_source", Encoding.UTF8.GetBytes(new string('s', 5_000)))),
            Message("a", "{\"id\":\"a\",\"number\":3}", ("ce_time", "9999-12-31T23:59:59Z"u8.ToArray())),
            Message("a", "{\"id\":\"a\",\"number\":4}", ("other", new byte[100_000])));

        await service.AppliedIsAsync("Ping a 1", "Ping a 2", "Ping a 3", "Ping a 4");
    }

    [Fact]
    public async Task Tombstones_and_unhandled_types_are_ignored()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();

        await Topic.WriteAsync(
            engines.Kafka, "pings",
            new Message<byte[], byte[]> { Key = "a"u8.ToArray(), Value = null! },
            Message("a", "{}", ("ce_type", "Pang"u8.ToArray())),
            Message("a", "{\"id\":\"a\",\"number\":1}"));

        await service.AppliedIsAsync("Ping a 1");
        Assert.Equal(0, await DeadLettersOfAsync(service));
    }

    [Fact]
    public async Task A_dead_letter_that_the_database_refuses_is_stored_without_its_content()
    {
        await using var service = await engines.NewServiceAsync();
        await service.ScalarAsync<string>("ALTER TABLE messaging.dead_letter ADD CHECK (octet_length(payload) < 100)");
        var instance = await service.StartAsync();

        await Topic.WriteAsync(
            engines.Kafka, "pings", Message("a", new string('x', 1_000)), Message("a", new string('y', 1_000)), Message("b", "{\"id\":\"b\",\"number\":1}"));

        await service.AppliedIsAsync("Ping b 1");
        await Eventually.IsTrue(async () => await DeadLettersOfAsync(service) > 0, Cancelled);
        var letters = await instance.Services.GetRequiredService<IDeadLetterStore>().ListAsync(new DeadLetterFilter("pings", "a"), Cancelled);
        Assert.All(letters, letter => Assert.Equal(0, letter.Size));
        Assert.Contains("1000 bytes", letters[0].Cause.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_above_the_size_limit_is_refused_before_the_commit()
    {
        await using var service = await engines.NewServiceAsync();
        await using var unit = service.NewUnit();
        unit.Append(new Ping(new string('a', 290_000), 1));

        var refused = Assert.Throws<EventTooLargeException>(() => unit.Append(new Ping(new string('a', 310_000), 1)));

        Assert.Contains("Messaging:MaxEventBytes", refused.Message, StringComparison.Ordinal);
    }

    static Task<long> DeadLettersOfAsync(TestService service) => service.ScalarAsync<long>("SELECT count(*) FROM messaging.dead_letter");

    static string Random(string start, int bytes)
    {
        var random = new byte[bytes];
        new Random(1).NextBytes(random);
        return start + Convert.ToBase64String(random);
    }

    static Message<byte[], byte[]> WithoutKey(string payload)
    {
        var message = Message("", payload, ("ce_subject", "a"u8.ToArray()));
        message.Key = null!;
        return message;
    }

    /// <summary>A ping as its owner writes it, except for the given headers, which replace those of the same names.</summary>
    static Message<byte[], byte[]> Message(string text, string payload, params (string Name, byte[]? Value)[] headers) =>
        Message(text, payload, null, null, headers);

    static Message<byte[], byte[]> Message(
        string text, string payload, byte[]? key = null, byte[]? value = null, (string Name, byte[]? Value)[]? headers = null)
    {
        var all = new Dictionary<string, byte[]?>
        {
            ["ce_id"] = Encoding.UTF8.GetBytes(Guid.CreateVersion7().ToString()), ["ce_type"] = "Ping"u8.ToArray(),
            ["ce_source"] = "/owner"u8.ToArray(), ["ce_time"] = "2026-11-20T00:00:00Z"u8.ToArray(),
        };
        foreach (var (name, content) in headers ?? [])
        {
            all[name] = content;
        }

        var message = new Message<byte[], byte[]>
        {
            Key = key ?? Encoding.UTF8.GetBytes(text), Value = value ?? Encoding.UTF8.GetBytes(payload), Headers = [],
        };
        foreach (var (name, content) in all)
        {
            message.Headers.Add(name, content);
        }

        return message;
    }
}
