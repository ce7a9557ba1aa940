using DbPerService.Sessions;
using DbPerService.Sessions.Data;
using DbPerService.Sessions.Domain;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of the store of sessions, on any database. All tests share one: each has sessions of its own.</summary>
public abstract class SessionStoreConformance
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    static readonly BasketLine[] TwoLines = [new("11", 2, 14.00m), new("é", 1, null)];

    readonly byte[] _token = Guid.NewGuid().ToByteArray();
    readonly Guid _id = Guid.CreateVersion7();
    readonly Guid _order = Guid.CreateVersion7();

    ISessionStore Store => field ??= NewStore(Long, TimeSpan.FromHours(12));

    /// <summary>Its use never postpones the end of a session that another store has made.</summary>
    ISessionStore Observer => field ??= NewStore(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(12));

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>An instance with these options.</summary>
    protected abstract IServiceProvider NewInstance(Action<IServiceCollection> configure);

    [Fact]
    public async Task A_session_is_found_by_its_token_and_by_its_user()
    {
        var made = await Store.CreateAsync(_id, _token, "ALFKI", SessionRole.Operator, Cancelled);

        Assert.Equal((_id, "ALFKI", SessionRole.Operator), (made.Id, made.UserId, made.Role));
        Assert.Equal((1, null, true), (made.Basket.Version, made.Basket.Currency, made.Basket.IsEmpty));
        Assert.Equal(new Checkout(null, false, null, null), made.Checkout);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.InRange(made.CreatedAt, now.AddMinutes(-1), now.AddMinutes(1));
        Assert.InRange(made.ExpiresAt - made.CreatedAt, Long - TimeSpan.FromMilliseconds(1), Long + TimeSpan.FromMilliseconds(1));
        foreach (var found in new[] { await Store.ResolveAsync(_token, Cancelled), await Store.FindAsync(_id, "ALFKI", Cancelled) })
        {
            Assert.Equal((_id, "ALFKI", made.CreatedAt), (found!.Id, found.UserId, found.CreatedAt));
        }

        Assert.Null(await Store.FindAsync(_id, "BERGS", Cancelled));
        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(), "ALFKI", Cancelled));
        Assert.Null(await Store.ResolveAsync(Guid.NewGuid().ToByteArray(), Cancelled));
    }

    [Fact]
    public async Task A_deleted_session_is_gone()
    {
        await CreateAsync(Store);

        await Store.DeleteAsync(_id, Cancelled);
        await Store.DeleteAsync(_id, Cancelled);

        await IsGoneAsync();
    }

    [Fact]
    public async Task An_unused_session_expires()
    {
        await CreateAsync(NewStore(Short, Long));

        await Eventually.IsTrue(async () => await Observer.ResolveAsync(_token, Cancelled) is null, Cancelled);

        await IsGoneAsync();
    }

    [Fact]
    public async Task A_session_ends_at_its_greatest_age_however_much_it_is_used()
    {
        var store = NewStore(Long, Short);
        await CreateAsync(store);

        await Eventually.IsTrue(async () => await store.ResolveAsync(_token, Cancelled) is null, Cancelled);

        await IsGoneAsync();
    }

    [Fact]
    public async Task Each_use_postpones_the_end_and_none_brings_it_forward()
    {
        var made = await CreateAsync(NewStore(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)));

        var used = await NewStore(TimeSpan.FromMinutes(2), Long).ResolveAsync(_token, Cancelled);
        var least = await Observer.FindAsync(_id, "ALFKI", Cancelled);
        var most = await Store.FindAsync(_id, "ALFKI", Cancelled);

        Assert.InRange(used!.ExpiresAt - made.ExpiresAt, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(110));
        Assert.InRange(least!.ExpiresAt - used.ExpiresAt, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
        Assert.InRange(most!.ExpiresAt - made.CreatedAt, TimeSpan.FromSeconds(290), TimeSpan.FromSeconds(301));
    }

    [Fact]
    public async Task A_basket_comes_back_as_it_was_set()
    {
        await CreateAsync(Store);

        var (outcome, first) = (await Store.SetBasketAsync(_id, "EUR", TwoLines, null, Cancelled))!.Value;
        await Store.SetBasketAsync(_id, null, [], 2, Cancelled);
        var (_, third) = (await Store.SetBasketAsync(_id, null, [new("x", 1, null)], 3, Cancelled))!.Value;

        Assert.Equal((BasketOutcome.Set, 2, "EUR"), (outcome, first.Basket.Version, first.Basket.Currency));
        Assert.Equal(TwoLines, first.Basket.Lines);
        Assert.Equal("14.00", first.Basket.Lines[0].UnitPrice?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((4, null), (third.Basket.Version, third.Basket.Currency));
        Assert.Null(await Store.SetBasketAsync(Guid.CreateVersion7(), null, [], null, Cancelled));
    }

    [Fact]
    public async Task Of_changes_of_one_version_of_the_basket_one_succeeds()
    {
        await CreateAsync(Store);

        var outcomes = await AtOnceAsync(n => Store.SetBasketAsync(_id, null, [new($"p{n}", 1, null)], 1, Cancelled));

        Assert.Single(outcomes, outcome => outcome!.Value.Outcome == BasketOutcome.Set);
        Assert.Equal(19, outcomes.Count(outcome => outcome!.Value.Outcome == BasketOutcome.OtherVersion));
        Assert.Equal(2, (await FoundAsync()).Basket.Version);
    }

    [Fact]
    public async Task A_frozen_basket_cannot_be_changed()
    {
        var key = await FrozenAsync();

        Assert.Equal(BasketOutcome.Frozen, (await Store.SetBasketAsync(_id, null, [], null, Cancelled))!.Value.Outcome);
        Assert.Equal(BasketOutcome.Frozen, (await Store.SetBasketAsync(_id, null, [], 2, Cancelled))!.Value.Outcome);
        Assert.Equal((2, "EUR", new Checkout(key, true, null, null)), await CheckoutAsync());
        Assert.Equal(TwoLines, (await FoundAsync()).Basket.Lines);
    }

    [Fact]
    public async Task Checkouts_at_once_freeze_the_basket_under_one_key()
    {
        await CreateAsync(Store);
        await Store.SetBasketAsync(_id, "EUR", TwoLines, null, Cancelled);

        var frozen = await AtOnceAsync(_ => Store.FreezeAsync(_id, Guid.CreateVersion7(), 2, Cancelled));

        Assert.All(frozen, session => Assert.True(session!.Checkout.IsFrozen));
        Assert.Single(frozen.Select(session => session!.Checkout.Key).Distinct());
    }

    [Fact]
    public async Task Only_the_expected_version_of_a_basket_with_lines_is_frozen()
    {
        await CreateAsync(Store);

        var empty = await Store.FreezeAsync(_id, Guid.CreateVersion7(), 1, Cancelled);
        await Store.SetBasketAsync(_id, "EUR", TwoLines, null, Cancelled);
        var old = await Store.FreezeAsync(_id, Guid.CreateVersion7(), 1, Cancelled);

        Assert.Equal(new Checkout(null, false, null, null), empty!.Checkout);
        Assert.Equal(new Checkout(null, false, null, null), old!.Checkout);
        Assert.Null(await Store.FreezeAsync(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, Cancelled));
    }

    [Fact]
    public async Task A_thawed_basket_can_be_changed_and_keeps_its_key()
    {
        var key = await FrozenAsync();

        await Store.ThawAsync(_id, Guid.CreateVersion7(), 2, Cancelled);
        await Store.ThawAsync(_id, key, 1, Cancelled);
        Assert.True((await FoundAsync()).Checkout.IsFrozen);

        await Store.ThawAsync(_id, key, 2, Cancelled);
        Assert.Equal(BasketOutcome.Set, (await Store.SetBasketAsync(_id, "USD", TwoLines, 2, Cancelled))!.Value.Outcome);
        await Store.FreezeAsync(_id, Guid.CreateVersion7(), 3, Cancelled);
        Assert.Equal((3, "USD", new Checkout(key, true, null, null)), await CheckoutAsync());
    }

    [Fact]
    public async Task An_order_is_recorded_once_and_empties_its_basket()
    {
        var key = await FrozenAsync();

        await AtOnceAsync(async _ =>
        {
            await Store.RecordOrderAsync(_id, key, _order, 2, Cancelled);
            return 0;
        });
        await Store.RecordOrderAsync(_id, Guid.CreateVersion7(), Guid.CreateVersion7(), 3, Cancelled);

        Assert.Equal((3, null, new Checkout(null, false, _order, 2)), await CheckoutAsync());
        Assert.True((await FoundAsync()).Basket.IsEmpty);
    }

    [Fact]
    public async Task An_order_of_another_basket_leaves_this_one()
    {
        var key = await FrozenAsync();

        await Store.RecordOrderAsync(_id, key, _order, null, Cancelled);

        Assert.Equal((2, "EUR", new Checkout(null, false, _order, null)), await CheckoutAsync());
        Assert.Equal(TwoLines, (await FoundAsync()).Basket.Lines);

        var next = await Store.FreezeAsync(_id, Guid.CreateVersion7(), 2, Cancelled);
        await Store.RecordOrderAsync(_id, next!.Checkout.Key!.Value, key, 2, Cancelled);
        Assert.Equal((3, null, new Checkout(null, false, key, 2)), await CheckoutAsync());
    }

    [Fact]
    public async Task An_order_that_was_overtaken_by_a_new_basket_leaves_that_one()
    {
        var key = await FrozenAsync();
        await Store.ThawAsync(_id, key, 2, Cancelled);
        await Store.SetBasketAsync(_id, "USD", TwoLines, 2, Cancelled);

        await Store.RecordOrderAsync(_id, key, _order, 2, Cancelled);

        Assert.Equal((3, "USD", new Checkout(null, false, _order, 2)), await CheckoutAsync());
        Assert.Equal(TwoLines, (await FoundAsync()).Basket.Lines);
    }

    Task<Session> CreateAsync(ISessionStore store) => store.CreateAsync(_id, _token, "ALFKI", SessionRole.User, Cancelled);

    async Task<Guid> FrozenAsync()
    {
        await CreateAsync(Store);
        await Store.SetBasketAsync(_id, "EUR", TwoLines, 1, Cancelled);
        return (await Store.FreezeAsync(_id, Guid.CreateVersion7(), 2, Cancelled))!.Checkout.Key!.Value;
    }

    async Task<Session> FoundAsync() => (await Store.FindAsync(_id, "ALFKI", Cancelled))!;

    async Task<(long, string?, Checkout)> CheckoutAsync()
    {
        var session = await FoundAsync();
        return (session.Basket.Version, session.Basket.Currency, session.Checkout);
    }

    async Task IsGoneAsync()
    {
        Assert.Null(await Store.ResolveAsync(_token, Cancelled));
        Assert.Null(await Store.FindAsync(_id, "ALFKI", Cancelled));
        Assert.Null(await Store.SetBasketAsync(_id, null, [], null, Cancelled));
        Assert.Null(await Store.FreezeAsync(_id, Guid.CreateVersion7(), 1, Cancelled));
    }

    ISessionStore NewStore(TimeSpan idleTimeout, TimeSpan maxAge) => NewInstance(services => services.Configure<SessionsOptions>(options =>
    {
        options.IdleTimeout = idleTimeout;
        options.MaxAge = maxAge;
    })).GetRequiredService<ISessionStore>();

    static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> work) => Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => work(n))));
}
