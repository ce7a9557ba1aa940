using DbPerService.Messaging;
using DbPerService.Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql.EntityFramework;

/// <summary>What an endpoint does with a context: state and events commit together, in the order in which the events were raised.</summary>
public sealed class SaveChangesTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    const string Outbox = "SELECT coalesce(string_agg(type || ' ' || key || ' ' || (payload::json ->> 'number'), ', ' ORDER BY position), '') FROM messaging.outbox";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entity_and_its_events_are_saved_together()
    {
        await using var ledger = await Ledger.NewAsync(engines);
        ledger.Context.Add(Entry.Of("Entry", "a", 1));
        ledger.Context.Append(new Ping("a", 2));

        await ledger.Context.SaveChangesAsync(Cancelled);

        Assert.Equal(["Entry a 1"], await ledger.Service.AppliedAsync());
        Assert.Equal("Ping a 2, Pong a 1", await ledger.Service.ScalarAsync<string>(Outbox));
        Assert.Equal(0, ledger.Context.Entries.Local.Single().Events.Count);
    }

    [Fact]
    public async Task A_save_without_changes_after_it_stores_no_event_again()
    {
        await using var ledger = await Ledger.NewAsync(engines);
        ledger.Context.Add(Entry.Of("Entry", "a", 1));
        await ledger.Context.SaveChangesAsync(Cancelled);

        await ledger.Context.SaveChangesAsync(Cancelled);

        Assert.Equal("Pong a 1", await ledger.Service.ScalarAsync<string>(Outbox));
        Assert.Single(ledger.Context.ChangeTracker.Entries());
    }

    [Fact]
    public async Task A_save_that_fails_stores_nothing_and_the_next_one_everything_once()
    {
        await using var ledger = await Ledger.NewAsync(engines);
        var entry = Entry.Of("Entry", "a", 1);
        entry.Type = null;
        ledger.Context.Add(entry);

        await Assert.ThrowsAsync<DbUpdateException>(() => ledger.Context.SaveChangesAsync(Cancelled));

        Assert.Empty(await ledger.Service.AppliedAsync());
        Assert.Equal("", await ledger.Service.ScalarAsync<string>(Outbox));
        entry.Type = "Entry";
        await ledger.Context.SaveChangesAsync(Cancelled);
        Assert.Equal(["Entry a 1"], await ledger.Service.AppliedAsync());
        Assert.Equal("Pong a 1", await ledger.Service.ScalarAsync<string>(Outbox));
    }

    [Fact]
    public async Task An_update_that_lost_a_race_stores_no_event()
    {
        await using var ledger = await Ledger.NewAsync(engines);
        var entry = Entry.Of("Entry", "a", 1, raises: false);
        ledger.Context.Add(entry);
        await ledger.Context.SaveChangesAsync(Cancelled);
        await ledger.Service.ScalarAsync<int>("UPDATE applied SET number = 2");
        entry.Number = 3;
        entry.Events.Add(new Pong("a", 3));

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => ledger.Context.SaveChangesAsync(Cancelled));

        Assert.Equal("", await ledger.Service.ScalarAsync<string>(Outbox));
    }

    [Fact]
    public async Task Events_of_one_save_keep_their_order()
    {
        // More than the provider sends in one batch, and ids of one millisecond are in no order.
        const int Count = 1500;
        await using var ledger = await Ledger.NewAsync(engines);
        var entry = Entry.Of("Entry", "a", 0, raises: false);
        ledger.Context.Add(entry);
        for (var number = 0; number < Count; number++)
        {
            entry.Events.Add(new Pong("a", number));
        }

        await ledger.Context.SaveChangesAsync(Cancelled);

        Assert.Equal(
            string.Join(", ", Enumerable.Range(0, Count).Select(number => $"Pong a {number}")),
            await ledger.Service.ScalarAsync<string>(Outbox));
    }

    [Theory]
    [InlineData(true, "Pong a 1, Pong a 2")]
    [InlineData(false, "")]
    public async Task Saves_in_a_transaction_of_the_caller_publish_with_its_commit(bool commits, string published)
    {
        await using var ledger = await Ledger.NewAsync(engines);
        await using (var transaction = await ledger.Context.Database.BeginTransactionAsync(Cancelled))
        {
            ledger.Context.Add(Entry.Of("Entry", "a", 1));
            await ledger.Context.SaveChangesAsync(Cancelled);
            ledger.Context.Add(Entry.Of("Entry", "a", 2));
            await ledger.Context.SaveChangesAsync(Cancelled);
            Assert.Equal("", await ledger.Service.ScalarAsync<string>(Outbox));
            if (commits)
            {
                await transaction.CommitAsync(Cancelled);
            }
        }

        Assert.Equal(published, await ledger.Service.ScalarAsync<string>(Outbox));
        Assert.Equal(commits ? 2 : 0, (await ledger.Service.AppliedAsync()).Count);
    }

    [Fact]
    public async Task The_synchronous_save_does_the_same()
    {
        await using var ledger = await Ledger.NewAsync(engines);
        ledger.Context.Add(Entry.Of("Entry", "a", 1));

        ledger.Context.SaveChanges();

        Assert.Equal("Pong a 1", await ledger.Service.ScalarAsync<string>(Outbox));
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_before_anything_is_saved()
    {
        await using var ledger = await Ledger.NewAsync(engines);
        ledger.Context.Add(Entry.Of("Entry", new string('x', 2_000_000), 1));

        await Assert.ThrowsAsync<EventTooLargeException>(() => ledger.Context.SaveChangesAsync(Cancelled));

        Assert.Empty(await ledger.Service.AppliedAsync());
    }

    sealed class Ledger : IAsyncDisposable
    {
        readonly AsyncServiceScope _scope;

        Ledger(TestService service, AsyncServiceScope scope)
        {
            (Service, _scope) = (service, scope);
            Context = scope.ServiceProvider.GetRequiredService<LedgerContext>();
        }

        public TestService Service { get; }

        public LedgerContext Context { get; }

        public static async Task<Ledger> NewAsync(EnginesFixture engines)
        {
            var service = await engines.NewDatabaseAsync();
            return new Ledger(service, service.NewEntityFrameworkInstance(service.AddMessagingOnly).Services.CreateAsyncScope());
        }

        public async ValueTask DisposeAsync()
        {
            await _scope.DisposeAsync();
            await Service.DisposeAsync();
        }
    }
}
