using System.Text;
using DbPerService.Messaging;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Two instances that own the same key for a moment, as in a rebalance: no event of it overtakes another.</summary>
public sealed class OvertakingTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static readonly DeadLetterCause Wrong = new(DeadLetterReason.Refused, "it is wrong");

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_waits_behind_a_dead_letter_that_was_committed_while_its_transaction_waited()
    {
        await using var service = await engines.NewDatabaseAsync();
        var (first, second) = (Message(1), Message(2));
        await using var one = service.NewUnit();
        await one.DeadLetterAsync(first, Wrong, Cancelled);
        await one.HorizonAsync(Cancelled);
        await using var other = service.NewUnit();
        var adding = Task.Run(async () => await other.TryAddToInboxAsync([first, second], Cancelled), Cancelled);
        await BlockedAsync(service);

        await one.CommitAsync(Cancelled);

        Assert.Empty(await adding);
        await other.CommitAsync(Cancelled);
        await using var command = service.Runtime.CreateCommand("SELECT string_agg(kafka_offset::text, ' ' ORDER BY position) FROM messaging.dead_letter");
        Assert.Equal("1 2", await command.ExecuteScalarAsync(Cancelled));
    }

    [Fact]
    public async Task An_event_waits_for_a_redrive_of_its_key_and_queues_behind_later_dead_letters()
    {
        await using var service = await engines.NewDatabaseAsync();
        var (first, second, third) = (Message(1), Message(2), Message(3));
        await DeadLetterAsync(service, first);
        await using var redrive = service.NewUnit();
        Assert.NotNull(await redrive.TakeDeadLetterAsync(first.Id, Cancelled));
        await using var other = service.NewUnit();
        var adding = Task.Run(async () => await other.TryAddToInboxAsync([third], Cancelled), Cancelled);
        await BlockedAsync(service);

        // A failure caused by the redriven event, in the same transaction, so that the waiting event has not seen it.
        await redrive.DeadLetterAsync(second, Wrong, Cancelled);
        await redrive.CommitAsync(Cancelled);

        Assert.Empty(await adding);
        await other.CommitAsync(Cancelled);
    }

    [Fact]
    public async Task An_event_is_applied_after_the_redrive_of_the_last_dead_letter()
    {
        await using var service = await engines.NewDatabaseAsync();
        var (first, second) = (Message(1), Message(2));
        await DeadLetterAsync(service, first);
        await using var redrive = service.NewUnit();
        Assert.NotNull(await redrive.TakeDeadLetterAsync(first.Id, Cancelled));
        await using var other = service.NewUnit();
        var adding = Task.Run(async () => await other.TryAddToInboxAsync([second], Cancelled), Cancelled);
        await BlockedAsync(service);

        await redrive.CommitAsync(Cancelled);

        Assert.Equal([second.Id], await adding);
    }

    [Fact]
    public async Task Two_instances_with_the_same_messages_do_not_deadlock()
    {
        await using var service = await engines.NewDatabaseAsync();
        for (var round = 0; round < 20; round++)
        {
            var messages = Enumerable.Range(0, 200).Select(n => Message(n)).ToArray();
            var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
            {
                await using var unit = service.NewUnit();
                var ids = await unit.TryAddToInboxAsync(number % 2 == 0 ? messages : [.. messages.Reverse()], Cancelled);
                await unit.CommitAsync(Cancelled);
                return ids.Count;
            })));

            Assert.Equal(messages.Length, added.Sum());
        }
    }

    [Fact]
    public async Task The_inbox_records_the_place_of_a_message_in_its_first_batch()
    {
        await using var service = await engines.NewDatabaseAsync();
        var (early, late) = (Message(1), Message(2));
        await using var unit = service.NewUnit();

        await unit.TryAddToInboxAsync([late, early, late], Cancelled);

        await unit.CommitAsync(Cancelled);
        await using var command = service.Runtime.CreateCommand("SELECT array_agg(message_id ORDER BY place) FROM messaging.inbox");
        Assert.Equal([late.Id, early.Id], Assert.IsType<Guid[]>(await command.ExecuteScalarAsync(Cancelled)));
    }

    static async Task DeadLetterAsync(TestService service, ConsumedMessage message)
    {
        await using var unit = service.NewUnit();
        await unit.DeadLetterAsync(message, Wrong, Cancelled);
        await unit.CommitAsync(Cancelled);
    }

    static Task BlockedAsync(TestService service) => Eventually.IsTrue(
        async () => await service.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0,
        Cancelled);

    static ConsumedMessage Message(int number) => new(
        "pings", 0, number, "a", Guid.CreateVersion7(), "Ping", "owner", DateTimeOffset.UnixEpoch,
        Encoding.UTF8.GetBytes($"{{\"number\":{number}}}"), null, null);
}
