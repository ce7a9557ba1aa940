using System.Text.Json;
using Confluent.Kafka;
using DbPerService.Contracts;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios.Poison;

namespace DbPerService.Tests.Scenarios;

/// <summary>Poison messages on every topic, among orders.</summary>
public abstract class PoisonScenarios(IRunningSystem system)
{
    // The development broker keeps 5 MB per partition and drops the oldest: poison must not push out unread messages.
    const int BytesAtOnce = 2_000_000;
    const int MessagesAtOnce = 100;

    static readonly int Count = TestExtent.Of(300, full: 10_000);
    static readonly TimeSpan FinalWithin = TimeSpan.FromSeconds(10);
    static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(30);

    /// <summary>The services that handle the events which poison pretends to be; others may have subscribed to some of them only.</summary>
    static readonly SystemService[] Subscribers = [SystemMap.Orders, SystemMap.Payments, SystemMap.Inventory];

    readonly ShopClient _shop = new(system);
    readonly int _seed = TestExtent.Seed;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Poison_messages_become_dead_letters_and_block_no_order()
    {
        try
        {
            await RunAsync();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"With DBPERSERVICE_SEED={_seed}: {exception.Message}", exception);
        }
    }

    async Task RunAsync()
    {
        var product = await _shop.ProductAsync(100_000);
        var generator = new PoisonGenerator(_seed);
        var written = new List<(PoisonMessage Poison, TopicPartitionOffset At)>();
        using var topics = new PoisonWriter(system.Kafka);
        await using var orders = OrderStream.Begin(_shop, product, perSecond: 5);
        while (written.Count < Count)
        {
            var (chunk, bytes) = (new List<PoisonMessage>(), 0);
            while (chunk.Count < MessagesAtOnce && bytes < BytesAtOnce && written.Count + chunk.Count < Count)
            {
                chunk.Add(generator.Next());
                bytes += chunk[^1].Size;
            }

            var positions = await topics.WriteAsync(chunk);
            written.AddRange(chunk.Zip(positions));
            foreach (var subscriber in Subscribers)
            {
                await topics.ReadAsync(subscriber.Name, positions.Where(at => subscriber.Subscribes.Contains(at.Topic)), ReadWithin);
            }
        }

        await orders.EndAsync();
        var confirmed = await orders.ConfirmedAsync(FinalWithin);
        Assert.All(confirmed, order => Assert.InRange(OrderStream.Duration(order), TimeSpan.Zero, FinalWithin));
        await orders.FinishedAsync(ReadWithin);
        foreach (var subscriber in Subscribers)
        {
            await AreDealtWithAsync(subscriber.Name, [.. written.Where(entry => subscriber.Subscribes.Contains(entry.At.Topic))]);
        }
    }

    async Task AreDealtWithAsync(string subscriber, List<(PoisonMessage Poison, TopicPartitionOffset At)> written)
    {
        var letters = (await DeadLettersAsync(subscriber)).ToHashSet();
        var offences = written.Where(entry => entry.Poison.Fate switch
        {
            Fate.DeadLetter => !letters.Contains(entry.At),
            Fate.Ignored => letters.Contains(entry.At),
            _ => false,
        }).Select(entry => $"{entry.Poison.Fate} expected: {entry.Poison.Description} at {entry.At}").ToList();
        letters.ExceptWith(written.Select(entry => entry.At));
        offences.AddRange(letters.Select(letter => $"Not poison, but a dead letter: {letter}"));
        Assert.True(offences.Count == 0, $"{subscriber}: {offences.Count} of {written.Count}:\n{string.Join('\n', offences.Take(20))}");
    }

    async Task<IReadOnlyList<TopicPartitionOffset>> DeadLettersAsync(string service)
    {
        var letters = new List<TopicPartitionOffset>();
        for (long? after = 0; after is not null;)
        {
            var page = await _shop.ManagementAsync(service, $"/dead-letters?after={after}&limit=1000");
            letters.AddRange(page.GetProperty("items").EnumerateArray().Select(letter => new TopicPartitionOffset(
                letter.Text("topic"), letter.GetProperty("partition").GetInt32(), letter.GetProperty("offset").GetInt64())));
            after = page.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
        }

        return letters;
    }
}
