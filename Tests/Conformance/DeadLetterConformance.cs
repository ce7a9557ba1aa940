using System.Text;
using System.Text.Json;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of dead letters for consumer and operators, on any database.</summary>
public abstract class DeadLetterConformance : ConformanceSuite
{
    static readonly DeadLetterCause Wrong = new(DeadLetterReason.Refused, "it is wrong");

    protected IServiceProvider Instance => field ??= NewInstance();

    IDeadLetterStore Store => Instance.GetRequiredService<IDeadLetterStore>();

    [Fact]
    public async Task A_dead_letter_is_stored_and_announced()
    {
        var message = Message("a", 1);
        await DeadLetterAsync(message);

        var letter = Assert.Single(await ListAsync());
        Assert.Equal(
            ("test-events", "a", message.Id, "TestEvent", "somebody", Wrong, 3, 1L, 0, 0),
            (letter.Topic, letter.Key, letter.Id, letter.Type, letter.Source, letter.Cause, letter.Partition, letter.Offset, letter.Repeats,
                letter.Redrives));
        Assert.Equal((message.Time, message.Payload.Length), (letter.Time, letter.Size));
        var announced = Assert.Single(await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 1));
        Assert.EndsWith(".dead-letter", announced.Topic, StringComparison.Ordinal);
        Assert.Equal("a", announced.Key);
        var announcement = JsonSerializer.Deserialize<DeadLetterAnnouncement>(announced.Payload, EventJson.Options)!;
        Assert.Equal(
            (message.Id, "Refused", "it is wrong", Encoding.UTF8.GetString(message.Payload)),
            (announcement.Id, announcement.Reason, announcement.Detail, announcement.Payload));
    }

    [Fact]
    public async Task Later_events_of_the_key_wait_behind_it_and_other_keys_continue()
    {
        await DeadLetterAsync(Message("a", 1));
        var (behind, free) = (Message("a", 2), Message("b", 3));

        var added = await AddToInboxAsync(behind, free);

        Assert.Equal([free.Id], added);
        var letters = await ListAsync();
        Assert.Equal([1L, 2L], letters.Select(letter => letter.Offset));
        Assert.Equal([Wrong, DeadLetterCause.BehindAnother], letters.Select(letter => letter.Cause));
    }

    [Fact]
    public async Task A_dead_letter_of_one_instance_blocks_its_key_at_another_instance()
    {
        var other = NewInstance();
        Assert.Single(await AddToInboxAsync(other, Message("a", 0)));
        await DeadLetterAsync(Message("a", 1));
        var (behind, free) = (Message("a", 2), Message("b", 3));

        var added = await AddToInboxAsync(other, behind, free);

        Assert.Equal([free.Id], added);
        Assert.Equal([1L, 2L], (await ListAsync()).Select(letter => letter.Offset));
    }

    [Fact]
    public async Task A_redelivered_dead_letter_is_stored_once()
    {
        var message = Message("a", 1);
        await DeadLetterAsync(message);

        Assert.Empty(await AddToInboxAsync(message));
        await DeadLetterAsync(message, new DeadLetterCause(DeadLetterReason.Failed, "it is still wrong"));

        var letter = Assert.Single(await ListAsync());
        Assert.Equal((Wrong, 0), (letter.Cause, letter.Repeats));
        Assert.Single(await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 1));
    }

    [Fact]
    public async Task A_resend_behind_a_dead_letter_is_counted_but_neither_stored_nor_announced()
    {
        var first = Message("a", 1);
        await DeadLetterAsync(first);

        await AddToInboxAsync(Again(first, 2), Again(first, 3));
        var other = Message("a", 4);
        await AddToInboxAsync(other, Again(other, 5));
        await AddToInboxAsync(Again(first, 6));

        Assert.Equal([(1L, 2), (4L, 1), (6L, 0)], (await ListAsync()).Select(letter => (letter.Offset, letter.Repeats)));
        Assert.Equal(3, (await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 3)).Count);
    }

    [Fact]
    public async Task A_redelivered_resend_is_not_handled_after_a_redrive()
    {
        var first = Message("a", 1);
        await DeadLetterAsync(first);
        await AddToInboxAsync(Again(first, 2));
        await RedriveAsync();

        Assert.Single(await AddToInboxAsync(Message("a", 3)));
    }

    [Fact]
    public async Task Dead_letters_are_redriven_in_order_of_arrival_and_unblock_the_key()
    {
        // The broker lost its log between the first and the others: their offsets start again.
        var first = Message("a", 50) with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Payload = [0, 255, 1] };
        await DeadLetterAsync(first);
        await AddToInboxAsync(Message("a", 2), Message("a", 3));

        var redriven = await RedriveAsync();
        Assert.NotNull(redriven);
        Assert.Equal(first.Payload, redriven.Payload);
        Assert.Equal(first with { Payload = redriven.Payload, Headers = redriven.Headers }, redriven);
        Assert.Equal(2, (await RedriveAsync())?.Offset);
        Assert.Equal(3, (await RedriveAsync())?.Offset);
        Assert.Null(await RedriveAsync());

        Assert.Empty(await ListAsync());
        Assert.Single(await AddToInboxAsync(Message("a", 4)));
    }

    [Fact]
    public async Task Only_the_first_dead_letter_of_a_key_can_be_redriven()
    {
        await DeadLetterAsync(Message("a", 1));
        var behind = Message("a", 2);
        await AddToInboxAsync(behind);

        Assert.Null(await TakeAsync(behind.Id));
        Assert.Null(await TakeAsync(Guid.NewGuid()));

        Assert.Equal(2, (await ListAsync()).Count);
    }

    [Fact]
    public async Task An_uncommitted_redrive_changes_nothing_and_its_failure_is_recorded()
    {
        await DeadLetterAsync(Message("a", 1));
        var letter = Assert.Single(await ListAsync());
        await using (var scope = Instance.CreateAsyncScope())
        {
            Assert.NotNull(await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().TakeDeadLetterAsync(letter.Id, Cancelled));
        }

        var cause = new DeadLetterCause(DeadLetterReason.Failed, "it is wrong in another way");
        await Store.RedriveFailedAsync(letter.Id, cause, Cancelled);

        Assert.Equal(letter with { Cause = cause, Redrives = 1 }, Assert.Single(await ListAsync()));
        Assert.Equal(1, (await RedriveAsync())?.Offset);
    }

    [Fact]
    public async Task Concurrent_redrives_redrive_an_event_once()
    {
        await DeadLetterAsync(Message("a", 1));

        var redriven = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await RedriveAsync() is not null;
            }
            catch (Exception) when (!Cancelled.IsCancellationRequested)
            {
                return false;
            }
        })));

        Assert.Single(redriven, done => done);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_message_without_a_key_waits_for_nothing_and_blocks_nothing()
    {
        await DeadLetterAsync(Message(null, 1));
        await DeadLetterAsync(Message(null, 2));
        var (next, empty) = (Message(null, 3), Message("", 4));

        Assert.Equal(2, (await AddToInboxAsync(next, empty)).Count);

        var letters = await ListAsync();
        Assert.Equal([1L, 2L], letters.Select(letter => letter.Offset));
        Assert.All(letters, letter => Assert.Null(letter.Key));
        Assert.Equal(2, (await TakeAsync(letters[1].Id))?.Offset);
        Assert.Equal(1, (await TakeAsync(letters[0].Id))?.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b?c=d%2F#e")]
    [InlineData("base64:/wA=")]
    [InlineData("ключ 🗝 \r\n\t\u0001\"'\\")]
    public async Task Any_key_can_be_stored_found_and_redriven(string key)
    {
        await DeadLetterAsync(Message(key, 1));
        await AddToInboxAsync(Message(key, 2));

        Assert.Equal([1L, 2L], (await ListAsync(new DeadLetterFilter("test-events", key))).Select(letter => letter.Offset));
        Assert.Equal(1, (await RedriveAsync(key))?.Offset);
        Assert.Equal(1, await Store.DiscardAsync(null, "test-events", key, "no use", null, Cancelled));
        Assert.Single(await AddToInboxAsync(Message(key, 3)));
    }

    [Fact]
    public async Task The_largest_message_of_a_broker_is_stored_whole_and_announced_in_a_few_kilobytes()
    {
        // Incompressible and not text; and every character of the key is escaped in JSON.
        var payload = new byte[700_000];
        new Random(1).NextBytes(payload);
        var message = Message(new string('"', 100_000) + Convert.ToBase64String(payload), 1) with
        {
            Payload = payload,
            Headers = [new MessageHeader("x\0y", payload), new MessageHeader("x\0y", null), new MessageHeader("", [])],
        };
        await DeadLetterAsync(message, new DeadLetterCause(DeadLetterReason.Failed, new string('"', 100_000) + "\0\ud800"));
        await AddToInboxAsync(Message(message.Key, 2));

        var (letter, kept) = (await Store.FindAsync(message.Id, Cancelled))!.Value;
        Assert.Equal(message with { Payload = kept.Payload, Headers = kept.Headers }, kept);
        Assert.Equal(payload, kept.Payload);
        Assert.Equal(message.Headers.Select(Text), kept.Headers.Select(Text));
        Assert.Equal(DeadLetterCause.MaxDetailLength, letter.Cause.Detail.Length);
        Assert.Equal([1L, 2L], (await ListAsync(new DeadLetterFilter(Key: message.Key))).Select(found => found.Offset));
        Assert.All(
            await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 2),
            announced => Assert.InRange(announced.Payload.Length + announced.Key.Length, 1, 10_000));

        static string Text(MessageHeader header) => $"{header.Name}={(header.Value is null ? "null" : Convert.ToBase64String(header.Value))}";
    }

    [Fact]
    public async Task Discarded_dead_letters_block_nothing_and_keep_the_reason()
    {
        await DeadLetterAsync(Message("a", 1));
        await AddToInboxAsync(Message("a", 2));
        var letters = await ListAsync();

        Assert.Equal(1, await Store.DiscardAsync(letters[0].Id, null, null, "the sender was wrong", "me", Cancelled));
        Assert.Equal(0, await Store.DiscardAsync(letters[0].Id, null, null, "again", null, Cancelled));

        Assert.Null(await TakeAsync(letters[0].Id));
        Assert.Equal(letters[1], Assert.Single(await ListAsync()));
        Assert.Empty(await AddToInboxAsync(Message("a", 3)));
        Assert.Equal(2, await Store.DiscardAsync(null, "test-events", "a", "all of it", null, Cancelled));
        Assert.Single(await AddToInboxAsync(Message("a", 4)));
        var discarded = await ListAsync(new DeadLetterFilter(Discarded: true));
        Assert.Equal(
            [(1L, "the sender was wrong", "me"), (2L, "all of it", null), (3L, "all of it", null)],
            discarded.Select(letter => (letter.Offset, letter.Discarded!.Reason, letter.Discarded.By)));
        Assert.Equal(discarded[0], (await Store.FindAsync(letters[0].Id, Cancelled))?.Letter);
        Assert.Empty(await Store.CountAsync(Cancelled));
    }

    [Fact]
    public async Task Dead_letters_are_counted_and_listed_by_topic_reason_and_page()
    {
        for (var number = 0; number < 5; number++)
        {
            await DeadLetterAsync(Message("k" + number, number), new DeadLetterCause(
                number % 2 == 0 ? DeadLetterReason.Unreadable : DeadLetterReason.NotYetVisible, "it is wrong"));
        }

        await DeadLetterAsync(Message("k0", 5) with { Topic = "others" });

        var page = await ListAsync(new DeadLetterFilter("test-events", Reason: DeadLetterReason.Unreadable, Limit: 2));
        Assert.Equal([0L, 2L], page.Select(letter => letter.Offset));
        page = await ListAsync(new DeadLetterFilter("test-events", Reason: DeadLetterReason.Unreadable, After: page[^1].Position, Limit: 2));
        Assert.Equal([4L], page.Select(letter => letter.Offset));
        var counts = (await Store.CountAsync(Cancelled)).OrderBy(count => count.Topic).ThenBy(count => count.Reason).ToList();
        Assert.Equal(
            [("others", DeadLetterReason.Refused, 1L), ("test-events", DeadLetterReason.Unreadable, 3), ("test-events", DeadLetterReason.NotYetVisible, 2)],
            counts.Select(count => (count.Topic, count.Reason, count.Count)));
        Assert.All(counts, count => Assert.InRange(count.OldestAge, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public Task A_key_keeps_its_order_of_arrival_through_arrivals_redrives_discards_and_crashes() =>
        Task.Run(() => DeadLetterProperty.Check(Instance, Cancelled), Cancelled);

    protected async Task DeadLetterAsync(ConsumedMessage message, DeadLetterCause? cause = null)
    {
        await using var scope = Instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        await unit.DeadLetterAsync(message, cause ?? Wrong, Cancelled);
        await unit.CommitAsync(Cancelled);
    }

    protected Task<IReadOnlySet<Guid>> AddToInboxAsync(params ConsumedMessage[] messages) => AddToInboxAsync(Instance, messages);

    /// <summary>As the consumer does it: a commit that fails transiently is repeated from the beginning.</summary>
    static async Task<IReadOnlySet<Guid>> AddToInboxAsync(IServiceProvider instance, params ConsumedMessage[] messages)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                var added = await unit.TryAddToInboxAsync(messages, Cancelled);
                await unit.CommitAsync(Cancelled);
                return added;
            }
            catch (Exception exception) when (unit.IsTransient(exception) && attempt < 5)
            {
                // Retried.
            }
        }
    }

    /// <summary>Removes the oldest of a key, like a successful redrive.</summary>
    protected async Task<ConsumedMessage?> RedriveAsync(string key = "a") =>
        await ListAsync(new DeadLetterFilter("test-events", key, Limit: 1)) is [var oldest, ..] ? await TakeAsync(oldest.Id) : null;

    async Task<ConsumedMessage?> TakeAsync(Guid id)
    {
        await using var scope = Instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var message = await unit.TakeDeadLetterAsync(id, Cancelled);
        await unit.CommitAsync(Cancelled);
        return message;
    }

    protected Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter? filter = null) =>
        Store.ListAsync(filter ?? new DeadLetterFilter(), Cancelled);

    /// <summary>A resend: the same content under another id.</summary>
    static ConsumedMessage Again(ConsumedMessage message, long offset) => message with { Id = Guid.CreateVersion7(), Offset = offset };

    protected static ConsumedMessage Message(string? key, long offset) => new(
        "test-events", 3, offset, key, Guid.CreateVersion7(), "TestEvent", "somebody",
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(offset),
        Encoding.UTF8.GetBytes($"{{\"number\":{offset}}}"), null, null);
}
