using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The dead-letter endpoints.</summary>
public sealed class DeadLetterEndpointTests(EnginesFixture engines) : IClassFixture<EnginesFixture>, IAsyncLifetime
{
    DeadLetterApplication _app = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    TestService Service => _app.Service;

    public async ValueTask InitializeAsync() => _app = await DeadLetterApplication.StartAsync(engines);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Dead_letters_can_be_listed_counted_and_shown_in_full()
    {
        await DeadLetterAsync("a/b", "\u0001\"", 1);
        await DeadLetterAsync("", "{}", 2, DeadLetterReason.Unreadable);
        await DeadLetterAsync(null, "{}", 3, DeadLetterReason.Unreadable, [0xFF]);

        var items = (await GetAsync("/dead-letters")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["a/b", "", null], items.Select(item => item.GetProperty("key").GetString()));
        Assert.All(items, item => Assert.True(item.GetProperty("blocking").GetBoolean()));
        var page = await GetAsync("/dead-letters?reason=Unreadable&topic=pings&limit=1");
        Assert.Equal("", page.GetProperty("items")[0].GetProperty("key").GetString());
        page = await GetAsync($"/dead-letters?reason=Unreadable&topic=pings&limit=1&after={page.GetProperty("next").GetInt64()}");
        Assert.Equal(JsonValueKind.Null, page.GetProperty("items")[0].GetProperty("key").ValueKind);
        Assert.Single((await GetAsync("/dead-letters?key=" + Uri.EscapeDataString("a/b"))).GetProperty("items").EnumerateArray());

        var summary = await GetAsync("/dead-letters/summary");
        Assert.Equal(3, summary.GetProperty("waiting").GetInt64());
        Assert.Equal(["Refused 1", "Unreadable 2"], summary.GetProperty("groups").EnumerateArray()
            .Select(group => $"{group.GetProperty("reason").GetString()} {group.GetProperty("count").GetInt64()}"));

        var text = await GetAsync($"/dead-letters/{items[0].GetProperty("id").GetGuid()}");
        Assert.Equal("\u0001\"", text.GetProperty("payload").GetProperty("text").GetString());
        Assert.Equal("h", text.GetProperty("headers")[0].GetProperty("name").GetString());
        var binary = await GetAsync($"/dead-letters/{items[2].GetProperty("id").GetGuid()}");
        Assert.Equal("/w==", binary.GetProperty("payload").GetProperty("base64").GetString());
        using var unknown = await _app.Client.GetAsync($"/dead-letters/{Guid.NewGuid()}", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Dead_letters_are_redriven_by_key_by_id_and_by_reason_and_failures_are_explained()
    {
        await DeadLetterAsync("a", "{\"id\":\"a\",\"number\":1}", 1);
        await DeadLetterAsync("a", "{\"id\":\"a\",\"number\":2}", 2);
        var second = await DeadLetterAsync("b/c", "{\"id\":\"b/c\",\"number\":1}", 3);
        await DeadLetterAsync("bad", "{}", 4);
        await DeadLetterAsync("bad", "{\"id\":\"bad\",\"number\":1}", 5);
        var alone = await DeadLetterAsync(null, "{}", 6);

        Assert.Equal(2, (await PostAsync("redrive", new { topic = "pings", key = "a" })).GetProperty("redriven").GetInt32());
        Assert.Equal(1, (await PostAsync("redrive", new { id = second })).GetProperty("redriven").GetInt32());
        Assert.Equal(1, (await PostAsync("redrive", new { id = alone })).GetProperty("failedCount").GetInt32());
        var rest = await PostAsync("redrive", new { reason = "Refused", topic = "pings" });

        Assert.Equal(["Ping a 1", "Ping a 2", "Ping b/c 1"], await Service.AppliedAsync());
        var failed = Assert.Single(rest.GetProperty("failed").EnumerateArray());
        Assert.Equal(
            ("bad", "Unreadable", "It is not an event that this service can read."),
            (failed.GetProperty("key").GetString(), failed.GetProperty("reason").GetString(), failed.GetProperty("detail").GetString()));
        Assert.True(rest.GetProperty("complete").GetBoolean());
        Assert.Equal(3, (await GetAsync("/dead-letters/summary")).GetProperty("waiting").GetInt64());
    }

    [Fact]
    public async Task A_discarded_dead_letter_keeps_the_reason_and_unblocks_its_key()
    {
        await DeadLetterAsync("bad", "{}", 1);
        var behind = await DeadLetterAsync("bad", "{\"id\":\"bad\",\"number\":1}", 2);

        var first = (await GetAsync("/dead-letters?limit=1")).GetProperty("items")[0].GetProperty("id").GetGuid();
        Assert.Equal(1, (await PostAsync("discard", new { id = first, reason = "sent by mistake", by = "me" })).GetProperty("discarded").GetInt32());
        Assert.Equal(1, (await PostAsync("redrive", new { id = behind })).GetProperty("redriven").GetInt32());

        Assert.Equal(["Ping bad 1"], await Service.AppliedAsync());
        var discarded = Assert.Single((await GetAsync("/dead-letters/discarded")).GetProperty("items").EnumerateArray());
        Assert.Equal("sent by mistake", discarded.GetProperty("discarded").GetProperty("reason").GetString());
        Assert.Empty((await GetAsync("/dead-letters")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Health_reports_that_dead_letters_wait()
    {
        await DeadLetterAsync("a", "{}", 1);
        await DeadLetterAsync("b", "{}", 2);

        var health = _app.Services.GetRequiredService<HealthCheckService>();
        await Eventually.IsTrue(
            async () => (await health.CheckHealthAsync(Cancelled)).Entries["dead-letters"] is { Status: HealthStatus.Degraded } entry
                && entry.Description!.StartsWith("2 events wait as dead letters, the oldest for 00:00:", StringComparison.Ordinal), Cancelled);
    }

    [Fact]
    public async Task Events_that_were_not_visible_yet_are_redriven_automatically()
    {
        var isVisible = false;
        Service.Behaviour.On = (_, _) =>
        {
            if (!Volatile.Read(ref isVisible))
            {
                throw new NotYetVisibleException("not yet");
            }
        };
        await Service.PublishAsync(new Ping("a", 1), new Ping("a", 2));
        await Eventually.IsTrue(async () =>
            (await GetAsync("/dead-letters")).GetProperty("items").EnumerateArray().Any(item => item.GetProperty("redrives").GetInt32() > 0), Cancelled);

        Volatile.Write(ref isVisible, true);

        await Service.AppliedIsAsync("Ping a 1", "Ping a 2");
    }

    async Task<Guid> DeadLetterAsync(
        string? key, string payload, long offset, DeadLetterReason reason = DeadLetterReason.Refused, byte[]? bytes = null)
    {
        var id = Guid.CreateVersion7();
        await using var unit = Service.NewUnit();
        await unit.DeadLetterAsync(
            new ConsumedMessage(
                "pings", 0, offset, key, id, "Ping", "owner", DateTimeOffset.UnixEpoch, bytes ?? Encoding.UTF8.GetBytes(payload), null, null)
            {
                Headers = [new MessageHeader("h", [1])],
            },
            new DeadLetterCause(reason, "it is wrong"), Cancelled);
        await unit.CommitAsync(Cancelled);
        return id;
    }

    async Task<JsonElement> GetAsync(string path) => await _app.Client.GetFromJsonAsync<JsonElement>(path, Cancelled);

    async Task<JsonElement> PostAsync(string action, object body)
    {
        using var response = await _app.Client.PostAsJsonAsync($"/dead-letters/{action}", body, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }
}
