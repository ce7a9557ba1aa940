using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.Users;
using DbPerService.Users.Data;
using DbPerService.Users.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of the user store, on any database.</summary>
public abstract class UserStoreConformance : ConformanceSuite
{
    static readonly DateTime Noon = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddMicroseconds(123_456);

    IServiceProvider Instance => field ??= NewInstance();

    [Fact]
    public async Task A_registration_and_its_event_are_saved_together()
    {
        var (user, registered) = Registration("ALFKI");

        Assert.Equal(SaveOutcome.Saved, await SaveAsync(null, new(user, registered)));

        var read = await FindAsync("ALFKI");
        Assert.Equal(user, read);
        Assert.Equal(DateTimeKind.Utc, read!.CreatedAt.Kind);
        var @event = Assert.Single(await EventsAsync(1));
        Assert.Equal((nameof(UserRegistered), Topics.Users, "ALFKI"), (@event.Type, @event.Topic, @event.Key));
        Assert.Equal<object>(registered, JsonSerializer.Deserialize<UserRegistered>(@event.Payload, EventJson.Options));
    }

    [Fact]
    public async Task A_change_and_its_event_are_saved_together()
    {
        var user = await RegisterAsync("ALFKI");
        var change = UserRules.Update(user, "Ana \"π\" 🙂", "ana@x", "other hash", Noon.AddSeconds(1));

        Assert.Equal(SaveOutcome.Saved, await SaveAsync(user, change));

        Assert.Equal(change.State, await FindAsync("ALFKI"));
        var @event = (await EventsAsync(2))[1];
        Assert.Equal((nameof(UserUpdated), Topics.Users, "ALFKI"), (@event.Type, @event.Topic, @event.Key));
        Assert.Equal<object>(change.Event, JsonSerializer.Deserialize<UserUpdated>(@event.Payload, EventJson.Options));
    }

    [Fact]
    public async Task An_unknown_user_is_not_found() => Assert.Null(await FindAsync("nobody"));

    [Fact]
    public async Task An_id_is_registered_once()
    {
        var user = await RegisterAsync("ALFKI");

        Assert.Equal(SaveOutcome.IdTaken, await SaveAsync(null, Registration("ALFKI", "other@x")));
        Assert.Equal(SaveOutcome.IdTaken, await SaveAsync(null, Registration("ALFKI")));

        Assert.Equal(user, await FindAsync("ALFKI"));
        await EventsAsync(1);
    }

    [Fact]
    public async Task An_email_is_registered_once_in_whatever_case()
    {
        await RegisterAsync("ALFKI", "Maria@Alfki.example");

        Assert.Equal(SaveOutcome.EmailTaken, await SaveAsync(null, Registration("ANATR", "maria@ALFKI.example")));

        Assert.Null(await FindAsync("ANATR"));
        await EventsAsync(1);
    }

    [Fact]
    public async Task An_email_can_be_changed_to_one_that_nobody_has()
    {
        var (one, other) = (await RegisterAsync("ALFKI", "one@x"), await RegisterAsync("ANATR", "other@x"));

        Assert.Equal(SaveOutcome.EmailTaken, await SaveAsync(other, Renamed(other, "ONE@x")));
        Assert.Equal(SaveOutcome.Saved, await SaveAsync(one, Renamed(one, "third@x")));
        Assert.Equal(SaveOutcome.Saved, await SaveAsync(other, Renamed(other, "ONE@x")));

        Assert.Equal("ONE@x", (await FindAsync("ANATR"))!.Email);
        await EventsAsync(4);
    }

    [Fact]
    public async Task Of_concurrent_registrations_with_one_id_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            SaveAsync(null, Registration("ALFKI", $"{i}@x")))));

        Assert.Equal([SaveOutcome.Saved, .. Enumerable.Repeat(SaveOutcome.IdTaken, 7)], outcomes.Order());
        await EventsAsync(1);
    }

    [Fact]
    public async Task Of_concurrent_registrations_with_one_email_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            SaveAsync(null, Registration($"u{i}", i % 2 == 0 ? "same@x" : "SAME@X")))));

        Assert.Equal([SaveOutcome.Saved, .. Enumerable.Repeat(SaveOutcome.EmailTaken, 7)], outcomes.Order());
        Assert.Single(await ListAsync("", 10));
        await EventsAsync(1);
    }

    [Fact]
    public async Task Of_concurrent_changes_of_one_version_one_succeeds()
    {
        var user = await RegisterAsync("ALFKI");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => SaveAsync(user, Renamed(user, $"{i}@x")))));

        Assert.Equal([SaveOutcome.Saved, .. Enumerable.Repeat(SaveOutcome.Changed, 7)], outcomes.Order());
        Assert.Equal(2, (await FindAsync("ALFKI"))!.Version);
        await EventsAsync(2);
    }

    [Fact]
    public async Task Another_hash_is_saved_without_an_event_and_only_over_what_was_loaded()
    {
        var user = await RegisterAsync("ALFKI");
        var rehashed = UserRules.Rehash(user, "stronger");

        Assert.Equal(SaveOutcome.Saved, await SaveAsync(user, new(rehashed)));
        Assert.Equal(SaveOutcome.Changed, await SaveAsync(user, new(UserRules.Rehash(user, "weaker"))));

        Assert.Equal(rehashed, await FindAsync("ALFKI"));
        await EventsAsync(1);
    }

    [Fact]
    public async Task An_unchanged_user_is_saved_if_it_is_still_as_it_was_loaded()
    {
        var user = await RegisterAsync("ALFKI");
        Assert.Equal(SaveOutcome.Saved, await SaveAsync(user, new(user)));
        await SaveAsync(user, Renamed(user, "new@x"));

        Assert.Equal(SaveOutcome.Changed, await SaveAsync(user, new(user)));
        await EventsAsync(2);
    }

    [Fact]
    public async Task Users_are_listed_by_the_bytes_of_their_ids()
    {
        foreach (var id in new[] { "b", "a", "10", "Z", "9", "é" })
        {
            await RegisterAsync(id, $"{id}@x");
        }

        var first = await ListAsync("", 4);
        var rest = await ListAsync(first[^1].Id, 10);

        Assert.Equal(["10", "9", "Z", "a"], first.Select(user => user.Id));
        Assert.Equal(["b", "é"], rest.Select(user => user.Id));
        Assert.Equal(["Z", "a"], (await ListAsync("9", 10, to: "a")).Select(user => user.Id));
        Assert.Equal(["Z"], (await ListAsync("9", 1, to: "a")).Select(user => user.Id));
        Assert.Empty(await ListAsync("c", 10, to: "d"));
    }

    [Fact]
    public async Task The_operators_account_is_created_once_by_any_number_of_instances()
    {
        var instances = Enumerable.Range(0, 3).Select(_ => Operator("a generated password")).ToList();

        await Task.WhenAll(instances.Select(instance => Task.Run(() => instance.PrepareAsync(Cancelled))));
        await RegisterAsync("ALFKI");

        Assert.Equal(UserRole.Operator, (await FindAsync("operator"))!.Role);
        Assert.Equal(["ALFKI", "operator"], (await ListAsync("", 10)).Select(user => user.Id));
        await EventsAsync(2);
    }

    [Fact]
    public async Task The_operators_password_follows_the_settings()
    {
        await Operator("a generated password").PrepareAsync(Cancelled);
        var first = await FindAsync("operator");
        await Operator("a generated password").PrepareAsync(Cancelled);
        Assert.Equal(first, await FindAsync("operator"));

        await Operator("a generated password", iterations: 20).PrepareAsync(Cancelled);
        var rehashed = await FindAsync("operator");
        Assert.Equal(first, rehashed! with { PasswordHash = first!.PasswordHash });
        Assert.NotEqual(first, rehashed);

        await Operator("another password").PrepareAsync(Cancelled);
        var changed = await FindAsync("operator");
        using var passwords = Passwords(10);
        Assert.True((await passwords.VerifyAsync(changed!.PasswordHash, "another password", Cancelled)).IsRight);
        Assert.Equal(2, changed.Version);

        await Operator(null).PrepareAsync(Cancelled);
        Assert.Equal(changed, await FindAsync("operator"));
        await EventsAsync(2);
    }

    OperatorAccount Operator(string? password, int iterations = 10) => new(
        Instance.GetRequiredService<IServiceScopeFactory>(), Passwords(iterations), new FixedClock(),
        Options.Create(new UsersOptions { OperatorPassword = password }));

    static Passwords Passwords(int iterations) => new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    async Task<User> RegisterAsync(string id, string? email = null)
    {
        var registration = Registration(id, email);
        Assert.Equal(SaveOutcome.Saved, await SaveAsync(null, registration));
        return registration.State;
    }

    Task<SaveOutcome> SaveAsync(User? before, Decision<User> decision) => ReadAsync<IUserStore, SaveOutcome>(
        Instance, store => store.SaveAsync(new Change<User>(before, decision.State, decision.Event), Cancelled));

    Task<User?> FindAsync(string id) => ReadAsync<IUserStore, User?>(Instance, store => store.FindAsync(id, Cancelled));

    Task<List<User>> ListAsync(string after, int limit, string? to = null) =>
        ReadAsync<IUserStore, List<User>>(Instance, store => store.ListAsync(after, to, limit, Cancelled));

    /// <summary>The events, of which there are so many and no more.</summary>
    Task<List<OutboxMessage>> EventsAsync(int count) => TakeAsync(Instance.GetRequiredService<IOutboxSource>(), count);

    static Decision<User> Registration(string id, string? email = null) =>
        UserRules.Register(id, "Maria Anders", email ?? $"{id}@alfki.example", "hash", Noon);

    static Decision<User> Renamed(User user, string email) => UserRules.Update(user, user.Name, email, null, Noon.AddSeconds(1));

    sealed class FixedClock : IDatabaseClock
    {
        public DateTimeOffset UtcNow => Noon;
    }
}
