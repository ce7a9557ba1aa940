using System.Diagnostics;
using System.Text.Json;
using DbPerService.Consistency;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Unit.Services.Gateway;

public sealed class GatewayDetailsTests : IClassFixture<GatewayFixture>
{
    static readonly DateTimeOffset Placed = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(300);
    static readonly Dictionary<string, string> Impatient = new() { ["Gateway:CallTimeout"] = $"{CallTimeout}" };

    readonly GatewayFixture _gateway;
    readonly Guid _id = Guid.CreateVersion7();
    readonly string _path;

    public GatewayDetailsTests(GatewayFixture gateway)
    {
        _gateway = gateway;
        _path = $"/orders/{_id}/details";
        Services.Reset();
        object[] lines = [new { productId = "1", productName = "Chai" }, new { productId = "42", productName = "Mee" }];
        Services.Answer(
            "orders", $"/orders/{_id}",
            new { id = _id, userId = "ALFKI", userName = "Alfreds", status = "Confirmed", placedAt = Placed, lines });
        Services.Answer("users", "/profiles/ALFKI", new { id = "ALFKI", name = "Alfreds Futterkiste" });
        Services.Answer("products", "/products/1", new { id = "1", name = "Chai", price = 18 });
        Services.Answer("products", "/products/42", new { id = "42", name = "Mee", price = 14 });
        Services.Answer("payments", $"/payments/{_id}", new { orderId = _id, status = "Captured" });
        Services.Answer("inventory", $"/reservations/{_id}", new { orderId = _id, status = "Committed" });
        Services.Answer(
            "orderhistory", $"/history/orders/{_id}",
            new
            {
                id = _id, userId = "ALFKI", userName = "Alfreds F.", asOf = Placed.AddSeconds(2), placedAt = Placed, lines,
                payment = new { status = "Captured" }, stock = new { status = "Committed" },
            });
    }

    public static TheoryData<string, string> Owners => new()
    {
        { "orders", "order" }, { "users", "user" }, { "products", "products" }, { "payments", "payment" }, { "inventory", "reservation" },
    };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    FakeServices Services => _gateway.Services;

    [Fact]
    public async Task With_every_service_at_hand_every_part_is_its_owners()
    {
        var before = TimeProvider.System.GetUtcNow();

        var response = await _gateway.GetAsync(_path, _gateway.SignIn("ALFKI"));

        Assert.Equal(200, response.Status);
        Assert.Equal(_id, response.Json.GetProperty("id").GetGuid());
        var parts = response.Json.GetProperty("parts").EnumerateObject().ToList();
        Assert.Equal(["order", "user", "products", "payment", "reservation"], parts.Select(part => part.Name));
        Assert.Equal(
            ["orders", "users", "products", "payments", "inventory"], parts.Select(part => part.Value.GetProperty("source").GetString()));
        Assert.All(parts, part =>
        {
            Assert.Equal("fresh", part.Value.GetProperty("status").GetString());
            Assert.InRange(part.Value.GetProperty("asOf").GetDateTimeOffset(), before, TimeProvider.System.GetUtcNow());
        });
        Assert.Equal("Alfreds Futterkiste", Data(response, "user").GetProperty("name").GetString());
        Assert.Equal(["Chai", "Mee"], ProductNames(response));
        Assert.All(
            Services.Received.Where(request => request.Service != "sessions"),
            request => Assert.Equal(new Caller(CallerRole.Service, "gateway"), _gateway.CallerOf(request)));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_frozen_service_costs_its_part_only_and_is_not_waited_for_each_time(string service, string part)
    {
        var (_, http) = await _gateway.StartAsync(Impatient);
        Services.Freeze(service);
        var token = _gateway.SignIn("ALFKI");

        // On a busy machine another service may be late as well, once.
        await Eventually.IsTrue(async () => OnlyIs("stale", part, await ReadAsync()), Cancelled);
        await Eventually.IsTrue(
            async () =>
            {
                var started = Stopwatch.GetTimestamp();
                return OnlyIs("stale", part, await ReadAsync()) && Stopwatch.GetElapsedTime(started) < CallTimeout / 2;
            },
            Cancelled);

        Task<GatewayResponse> ReadAsync() => GatewayFixture.SendAsync(http, HttpMethod.Get, _path, token);
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task Without_a_copy_the_part_of_a_dead_service_is_missing(string service, string part)
    {
        var (_, http) = await _gateway.StartAsync(Impatient);
        Services.Answer("orders", $"/orders/{_id}", new { id = _id, userId = "ALFKI", lines = new[] { new { productId = "1" } } });
        var token = _gateway.SignIn("ALFKI");
        // So that the owner is known if Orders is the one that dies.
        await Eventually.IsTrue(async () => (await ReadAsync()).Status == 200, Cancelled);
        Services.Kill(service);
        Services.Kill("orderhistory");

        var response = await Eventually.Is(
            async () => await ReadAsync() is var read && OnlyIs("missing", part, read) ? read : null, Cancelled);

        var missing = response.Json.GetProperty("parts").GetProperty(part);
        Assert.Equal(service, missing.GetProperty("source").GetString());
        Assert.All(["asOf", "data"], name => Assert.Equal(JsonValueKind.Null, missing.GetProperty(name).ValueKind));

        Task<GatewayResponse> ReadAsync() => GatewayFixture.SendAsync(http, HttpMethod.Get, _path, token);
    }

    [Fact]
    public async Task Copies_say_where_they_are_from_and_how_old_they_are()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>());
        Services.Kill("users");
        Services.Kill("payments");
        Services.Kill("inventory");
        Services.Answer("products", "/products/42", context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });

        var response = await GatewayFixture.SendAsync(http, HttpMethod.Get, _path, _gateway.SignIn("ALFKI"));

        (string?, DateTimeOffset) Origin(string part) => (
            response.Json.GetProperty("parts").GetProperty(part).GetProperty("source").GetString(),
            response.Json.GetProperty("parts").GetProperty(part).GetProperty("asOf").GetDateTimeOffset());
        Assert.Equal(("orders", Placed), Origin("user"));
        Assert.Equal("Alfreds", Data(response, "user").GetProperty("name").GetString());
        Assert.Equal(("orders", Placed), Origin("products"));
        Assert.Equal(["Chai", "Mee"], ProductNames(response));
        Assert.Equal(("orderhistory", Placed.AddSeconds(2)), Origin("payment"));
        Assert.Equal(("orderhistory", Placed.AddSeconds(2)), Origin("reservation"));
    }

    [Fact]
    public async Task What_its_owner_does_not_have_is_missing_whatever_a_copy_says()
    {
        Services.Answer("payments", $"/payments/{_id}", context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

        var payment = (await _gateway.GetAsync(_path, _gateway.SignIn("ALFKI"))).Json.GetProperty("parts").GetProperty("payment");

        Assert.Equal(("missing", "payments"), (payment.GetProperty("status").GetString(), payment.GetProperty("source").GetString()));
    }

    [Theory]
    [InlineData("applied")]
    [InlineData("pending")]
    public async Task Each_owner_waits_for_the_write_of_a_token_longer_than_a_call_takes_otherwise(string status)
    {
        var (app, http) = await _gateway.StartAsync(new Dictionary<string, string>
        {
            ["Gateway:CallTimeout"] = "00:00:00.500", ["Gateway:DetailsDeadline"] = "00:00:00.500",
        });
        var signedIn = _gateway.SignIn("ALFKI");
        Services.Answer("users", "/profiles/ALFKI", async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(600), Cancelled);
            context.Response.Headers["Sync-Status"] = status;
            await context.Response.WriteAsJsonAsync(new { id = "ALFKI" });
        });
        var options = app.Services.GetRequiredService<IOptions<SyncTokenOptions>>().Value;
        var token = new SyncToken(options.Key).Write([]);

        var response = await GatewayFixture.SendAsync(
            http, HttpMethod.Get, _path, signedIn, null, ("Sync-Token", token), ("Prefer", "wait=5"));

        Assert.Equal((200, status), (response.Status, response.Header("Sync-Status")));
        Assert.True(OnlyIs("fresh", "user", response));
        foreach (var request in Services.Received.Where(request => request.Service is not ("sessions" or "orderhistory")))
        {
            Assert.Equal((token, "wait=5"), (request.Headers["Sync-Token"], request.Headers["Prefer"]));
        }
    }

    [Fact]
    public async Task Details_are_the_owners_and_an_operators()
    {
        Assert.Equal(200, (await _gateway.GetAsync(_path, _gateway.SignIn("operator", "operator"))).Status);
        foreach (var path in new[] { _path, $"/orders/{Guid.CreateVersion7()}/details" })
        {
            var response = await _gateway.GetAsync(path, _gateway.SignIn("BERGS"));
            Assert.Equal(404, response.Status);
            Assert.Equal($"There is no order {path.Split('/')[2]}.", response.Problem);
        }
    }

    [Fact]
    public async Task Without_anybody_who_knows_whose_order_it_is_there_are_no_details()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>());
        Services.Kill("orders");
        Services.Freeze("orderhistory");

        var response = await GatewayFixture.SendAsync(http, HttpMethod.Get, _path, _gateway.SignIn("ALFKI"));

        Assert.Equal((503, "The service orders is unavailable."), (response.Status, response.Problem));
    }

    static bool OnlyIs(string status, string part, GatewayResponse response)
    {
        Assert.Equal(200, response.Status);
        return response.Json.GetProperty("parts").EnumerateObject()
            .All(one => one.Value.GetProperty("status").GetString() == (one.Name == part ? status : "fresh"));
    }

    static IEnumerable<string?> ProductNames(GatewayResponse response) =>
        Data(response, "products").EnumerateArray().Select(product => product.GetProperty("name").GetString());

    static JsonElement Data(GatewayResponse response, string part) =>
        response.Json.GetProperty("parts").GetProperty(part).GetProperty("data");
}
