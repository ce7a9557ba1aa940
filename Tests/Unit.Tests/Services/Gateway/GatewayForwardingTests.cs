using DbPerService.Gateway.Api;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services.Gateway;

public sealed class GatewayForwardingTests : IClassFixture<GatewayFixture>
{
    readonly GatewayFixture _gateway;

    public GatewayForwardingTests(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    public static TheoryData<string, string> Forwarded =>
        [.. RouteTable.All.Where(route => route.Serving == Serving.Forwarded).Select(route => (route.Method, route.Path))];

    FakeServices Services => _gateway.Services;

    [Theory]
    [MemberData(nameof(Forwarded))]
    public async Task A_route_reaches_its_service_under_the_same_path(string method, string route)
    {
        var id = Guid.CreateVersion7().ToString();
        var path = route.Replace("{**rest}", "totals", StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal);
        path = string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "a%20%C3%BC" : segment));
        // Whatever a route asks of its caller, this one is: operator, owner of the order, user and session of that id.
        var token = _gateway.SignIn("a ü", "operator");
        Services.Sessions[token] = (id, path.StartsWith("/users", StringComparison.Ordinal) ? id : "a ü", "operator");
        Services.Answer("orders", $"/orders/{id}", new { id, userId = "a ü", lines = Array.Empty<object>() });
        var service = RouteTable.All.First(one => one.Path == route && one.Method == method).Service;
        Services.Answer(service, Uri.UnescapeDataString(path), async context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers["Sync-Token"] = "some";
            await context.Response.WriteAsJsonAsync(new { id, userId = "a ü" });
        });
        var sends = method is "POST" or "PUT";

        var response = await _gateway.SendAsync(
            new HttpMethod(method), path + "?one=1&two=%20", token, sends ? """{"some":"body"}""" : null, ("Idempotency-Key", "k"));

        Assert.Equal((202, "some"), (response.Status, response.Header("Sync-Token")));
        var received = Services.Received.Last(
            request => request.Service == service && !request.Path.StartsWith("/internal", StringComparison.Ordinal));
        Assert.Equal((method, Uri.UnescapeDataString(path), "?one=1&two=%20"), (received.Method, received.Path, received.Query));
        Assert.Equal(sends ? """{"some":"body"}""" : "", received.Body);
        Assert.Equal("k", received.Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_service_gets_the_signed_caller_in_place_of_token_cookie_and_any_such_header_of_the_request()
    {
        Services.Answer("orders", "/orders", new { items = Array.Empty<object>() });

        var response = await _gateway.SendAsync(
            HttpMethod.Get, "/orders", _gateway.SignIn("ALFKI"), null, (CallerSignature.Header, "forged"), ("Cookie", "session=x; other=y"),
            ("Connection", $"close, {CallerSignature.Header}"));

        Assert.Equal(200, response.Status);
        var received = Services.Received.Single(request => request.Service == "orders");
        Assert.Equal(new Caller(CallerRole.User, "ALFKI"), _gateway.CallerOf(received));
        Assert.DoesNotContain("Cookie", received.Headers.Keys);
        Assert.DoesNotContain("Authorization", received.Headers.Keys);
    }

    [Fact]
    public async Task Without_a_session_a_service_gets_no_caller_whatever_the_header_says()
    {
        Services.Answer("products", "/products", new { items = Array.Empty<object>() });
        var forged = new CallerSignature(
            Microsoft.Extensions.Options.Options.Create(new CallerOptions()), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<CallerSignature>.Instance).Sign(new(CallerRole.Operator, "me"));

        Assert.Equal(200, (await _gateway.SendAsync(HttpMethod.Get, "/products", null, null, (CallerSignature.Header, forged))).Status);

        Assert.DoesNotContain(CallerSignature.Header, Services.Received.Single().Headers.Keys);
    }

    [Fact]
    public async Task Sessions_gets_the_token_of_the_cookie_too()
    {
        var token = _gateway.SignIn("ALFKI");
        var path = $"/sessions/{Services.Sessions[token].SessionId}";
        Services.Answer("sessions", path, new { });

        Assert.Equal(200, (await _gateway.SendAsync(HttpMethod.Get, path, null, null, ("Cookie", $"session={token}"))).Status);

        Assert.Equal($"Bearer {token}", Services.Received.Last().Headers["Authorization"]);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("POST", "/internal/sessions/resolve", 404)]
    [InlineData("GET", "/internal/users", 404)]
    [InlineData("GET", "/orders/../internal/users", 404)]
    [InlineData("GET", "/sync", 404)]
    [InlineData("GET", "/dead-letters", 404)]
    [InlineData("DELETE", "/products/11", 405)]
    public async Task What_is_not_in_the_table_reaches_no_service(string method, string path, int status)
    {
        var response = await _gateway.SendAsync(new HttpMethod(method), path, _gateway.SignIn("operator", "operator"));

        Assert.Equal(status, response.Status);
        Assert.Equal("", response.Problem);
        Assert.Empty(Services.Received);
    }

    [Fact]
    public async Task Instances_are_used_in_turn_and_one_that_refuses_connections_costs_no_request()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>
        {
            ["services:products:http:0"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["services:products:http:1"] = Services.Addresses["products"],
            ["services:products:http:2"] = Services.Addresses["search"],
        });
        Services.Answer("products", "/products", new { });
        Services.Answer("search", "/products", new { });
        var token = _gateway.SignIn("operator", "operator");

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Post, "/products", token, """{"id":"1"}""")).Status);
        }

        var received = Services.Received.Where(request => request.Path == "/products").ToList();
        var counts = received.CountBy(request => request.Service).ToDictionary();
        Assert.Equal(6, counts.Values.Sum());
        Assert.All(["products", "search"], service => Assert.InRange(counts[service], 1, 5));
        Assert.All(received, request => Assert.Equal("""{"id":"1"}""", request.Body));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named_in_a_problem()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>
        {
            ["services:products:http:0"] = $"http://127.0.0.1:{FreePort.Next()}",
        });

        var response = await GatewayFixture.SendAsync(http, HttpMethod.Get, "/products");

        Assert.Equal((503, "The service products is unavailable."), (response.Status, response.Problem));
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.Equal("""{"status":"Degraded"}""", (await GatewayFixture.SendAsync(http, HttpMethod.Get, "/health")).Body);
    }

    [Fact]
    public async Task The_outcome_of_a_change_is_unknown_if_the_connection_broke()
    {
        Services.Kill("users");

        var response = await _gateway.SendAsync(HttpMethod.Post, "/users", null, "{}");

        Assert.Equal(503, response.Status);
        Assert.Contains("users is unavailable and the outcome is unknown", response.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_a_problem_of_its_own()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string> { ["Gateway:RequestTimeout"] = "00:00:00.200" });
        Services.Freeze("search");

        var response = await GatewayFixture.SendAsync(http, HttpMethod.Get, "/search?q=chai");

        Assert.Equal(504, response.Status);
        Assert.Contains("search did not respond within 0.2 seconds", response.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_goes_on_in_the_service()
    {
        Services.Answer("products", "/products", new { });
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name is "System.Net.Http" or "Microsoft.AspNetCore",
            Sample = (ref _) => System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        const string parent = "b7ad6b7169203331";

        await _gateway.SendAsync(HttpMethod.Get, "/products", null, null, ("traceparent", $"00-{trace}-{parent}-01"));

        var passed = Services.Received.Single().Headers["traceparent"];
        Assert.StartsWith($"00-{trace}-", passed, StringComparison.Ordinal);
        Assert.DoesNotContain(parent, passed, StringComparison.Ordinal);
    }
}
