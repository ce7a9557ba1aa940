using DbPerService.Gateway.Api;
using DbPerService.ServiceDefaults;
using DbPerService.Tests.Unit.Messaging;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services.Gateway;

public sealed class GatewayAccessTests : IClassFixture<GatewayFixture>
{
    static readonly string Mine = Guid.CreateVersion7().ToString();
    static readonly string Theirs = Guid.CreateVersion7().ToString();
    static readonly string Nobodys = Guid.CreateVersion7().ToString();

    readonly GatewayFixture _gateway;

    public GatewayAccessTests(GatewayFixture gateway)
    {
        _gateway = gateway;
        Services.Reset();
        Services.Answer("orders", $"/orders/{Mine}", new { id = Mine, userId = "ALFKI", lines = Array.Empty<object>() });
        Services.Answer("orders", $"/orders/{Theirs}", new { id = Theirs, userId = "BERGS", lines = Array.Empty<object>() });
    }

    public static TheoryData<string, string> Guarded =>
        [.. RouteTable.All.Where(route => route.Access != Access.Anyone).Select(route => (route.Method, route.Path))];

    public static TheoryData<string, string> ForOperators =>
        [.. RouteTable.All.Where(route => route.Access == Access.Operator).Select(route => (route.Method, route.Path))];

    public static TheoryData<string, string> ByOrder =>
        [.. RouteTable.All.Where(route => route.Access == Access.OrderOwner).Select(route => (route.Method, route.Path))];

    FakeServices Services => _gateway.Services;

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_a_token_or_with_one_that_nobody_has_a_request_is_refused(string method, string route)
    {
        foreach (var (token, challenge) in new[] { (null, "Bearer"), ("made-up", "Bearer error=\"invalid_token\"") })
        {
            var response = await _gateway.SendAsync(new HttpMethod(method), PathOf(route, Mine), token);

            Assert.Equal((401, challenge), (response.Status, response.Header("WWW-Authenticate")));
            Assert.NotEmpty(response.Problem);
        }

        Assert.DoesNotContain(Services.Received, request => request.Service != "sessions");
    }

    [Theory]
    [MemberData(nameof(ForOperators))]
    public async Task A_user_may_not_do_what_operators_do(string method, string route)
    {
        var response = await _gateway.SendAsync(new HttpMethod(method), PathOf(route, "11"), _gateway.SignIn("ALFKI"), "{}");

        Assert.Equal((403, "Only an operator may do this."), (response.Status, response.Problem));
        Assert.DoesNotContain(Services.Received, request => request.Service != "sessions");
    }

    [Theory]
    [MemberData(nameof(ByOrder))]
    public async Task Somebody_elses_order_and_what_belongs_to_it_look_like_none(string method, string route)
    {
        var token = _gateway.SignIn("ALFKI");
        foreach (var id in new[] { Theirs, Nobodys })
        {
            var response = await _gateway.SendAsync(new HttpMethod(method), PathOf(route, id), token);

            Assert.Equal((404, $"There is no order {id}."), (response.Status, response.Problem));
        }

        Assert.DoesNotContain(Services.Received, request => request.Path.EndsWith("/cancel", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/users/BERGS", "There is no user BERGS.")]
    [InlineData("PUT", "/users/BERGS", "There is no user BERGS.")]
    [InlineData("GET", "/users/alfki", "There is no user alfki.")]
    [InlineData("GET", "/history/users/BERGS", "There is no user BERGS.")]
    [InlineData("GET", "/history/users/BERGS/totals", "There is no user BERGS.")]
    [InlineData("GET", "/orders?userId=BERGS", "There is no user BERGS.")]
    [InlineData("GET", "/orders?userId=ALFKI&userId=BERGS", "There is no user ALFKI,BERGS.")]
    [InlineData("GET", "/sessions/another", "There is no session another.")]
    [InlineData("DELETE", "/sessions/another", "There is no session another.")]
    [InlineData("PUT", "/sessions/another/basket", "There is no session another.")]
    [InlineData("POST", "/sessions/another/checkout", "There is no session another.")]
    public async Task Somebody_elses_data_looks_like_none(string method, string path, string problem)
    {
        var response = await _gateway.SendAsync(new HttpMethod(method), path, _gateway.SignIn("ALFKI"));

        Assert.Equal((404, problem), (response.Status, response.Problem));
        Assert.DoesNotContain(Services.Received, request => request.Path != "/internal/sessions/resolve");
    }

    [Fact]
    public async Task A_list_of_orders_is_the_callers_own()
    {
        Services.Answer("orders", "/orders", new { });
        var token = _gateway.SignIn("AL FKI");

        Assert.Equal(200, (await _gateway.GetAsync("/orders?limit=5", token)).Status);
        Assert.Equal(200, (await _gateway.GetAsync("/orders?USERID=AL%20FKI", token)).Status);
        Assert.Equal(200, (await _gateway.GetAsync("/orders?userId=BERGS", _gateway.SignIn("operator", "operator"))).Status);

        Assert.Equal(
            ["?limit=5&userId=AL%20FKI", "?USERID=AL%20FKI", "?userId=BERGS"],
            Services.Received.Where(request => request.Path == "/orders").Select(request => request.Query));
    }

    [Fact]
    public async Task An_operator_reads_everything_and_changes_only_what_operators_change()
    {
        Services.Answer("payments", $"/payments/{Theirs}", new { });
        Services.Answer("users", "/users/BERGS", new { });
        var token = _gateway.SignIn("operator", "operator");

        Assert.Equal(200, (await _gateway.GetAsync($"/payments/{Theirs}", token)).Status);
        Assert.Equal(200, (await _gateway.GetAsync("/users/BERGS", token)).Status);
        Assert.Equal(new Caller(CallerRole.Operator, "operator"), _gateway.CallerOf(Services.Received.Last()));
        Assert.Equal(403, (await _gateway.SendAsync(HttpMethod.Post, $"/orders/{Theirs}/cancel", token)).Status);
        Assert.Equal(404, (await _gateway.SendAsync(HttpMethod.Put, "/users/BERGS", token, "{}")).Status);
    }

    [Fact]
    public async Task Whose_order_it_is_is_asked_once()
    {
        Services.Answer("payments", $"/payments/{Mine}", new { });
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>());
        var token = _gateway.SignIn("ALFKI");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Get, $"/payments/{Mine}", token)).Status);
        }

        Assert.Equal(1, Services.Count("orders", $"/orders/{Mine}"));
        Assert.Equal(
            CallerRole.Service, _gateway.CallerOf(Services.Received.Single(request => request.Service == "orders"))!.Role);
    }

    [Fact]
    public async Task While_Orders_is_unavailable_the_view_knows_whose_order_it_is()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>());
        Services.Kill("orders");
        Services.Answer("orderhistory", $"/history/orders/{Mine}", new { id = Mine, userId = "ALFKI" });
        Services.Answer("payments", $"/payments/{Mine}", new { });
        var token = _gateway.SignIn("ALFKI");

        Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Get, $"/payments/{Mine}", token)).Status);
        // The view may not know it yet, so this is not a 404.
        var unknown = await GatewayFixture.SendAsync(http, HttpMethod.Get, $"/payments/{Nobodys}", token);
        Assert.Equal((503, "The service orders is unavailable."), (unknown.Status, unknown.Problem));
    }

    [Fact]
    public async Task An_id_that_is_none_gets_a_problem_that_names_the_field()
    {
        var response = await _gateway.GetAsync("/payments/abc", _gateway.SignIn("ALFKI"));

        Assert.Equal(400, response.Status);
        Assert.True(response.Json.GetProperty("errors").TryGetProperty("orderId", out _));
    }

    [Fact]
    public async Task A_session_is_resolved_once_in_a_while_and_used_on_while_Sessions_is_unavailable()
    {
        var time = new ManualTime();
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>(), time);
        Services.Answer("users", "/users/ALFKI", new { });
        Services.SessionsExpireAt = time.GetUtcNow().AddMinutes(2);
        var token = _gateway.SignIn("ALFKI");
        Task<GatewayResponse> ReadAsync(string? with = null) =>
            GatewayFixture.SendAsync(http, HttpMethod.Get, "/users/ALFKI", with ?? token);

        Assert.Equal(200, (await ReadAsync()).Status);
        Assert.Equal(200, (await ReadAsync()).Status);
        Assert.Equal(1, Services.Count("sessions", "/internal/sessions/resolve"));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(200, (await ReadAsync()).Status);
        Assert.Equal(2, Services.Count("sessions", "/internal/sessions/resolve"));

        Services.Kill("sessions");
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(200, (await ReadAsync()).Status);
        var other = await ReadAsync(_gateway.SignIn("ALFKI"));
        Assert.Equal((503, "The service sessions is unavailable."), (other.Status, other.Problem));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(503, (await ReadAsync()).Status);
    }

    [Fact]
    public async Task A_session_that_is_ended_here_is_forgotten_at_once()
    {
        var token = _gateway.SignIn("ALFKI");
        var path = $"/sessions/{Services.Sessions[token].SessionId}";
        Services.Answer("sessions", path, context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            Services.Sessions.TryRemove(token, out _);
            return Task.CompletedTask;
        });

        var ended = await _gateway.SendAsync(HttpMethod.Delete, path, token);

        Assert.Equal(204, ended.Status);
        Assert.Contains("session=; expires=Thu, 01 Jan 1970", ended.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.Equal(401, (await _gateway.GetAsync("/users/ALFKI", token)).Status);
    }

    [Fact]
    public async Task Signing_in_sets_a_cookie_that_signs_later_requests_in()
    {
        var token = _gateway.SignIn("ALFKI");
        Services.Answer("sessions", "/sessions", async context =>
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(new { id = "1", token, userId = "ALFKI" });
        });
        Services.Answer("users", "/users/ALFKI", new { });

        var created = await _gateway.SendAsync(HttpMethod.Post, "/sessions", null, "{}");

        Assert.Equal((201, token), (created.Status, created.Json.GetProperty("token").GetString()));
        Assert.Equal($"session={token}; path=/; samesite=lax; httponly", created.Header("Set-Cookie"));
        Assert.Equal(200, (await WithCookieAsync(HttpMethod.Get, "/users/ALFKI", token)).Status);
    }

    [Fact]
    public async Task A_change_signed_in_by_cookie_must_come_from_a_page_of_the_same_origin()
    {
        Services.Answer("users", "/users/ALFKI", new { });
        var token = _gateway.SignIn("ALFKI");
        var self = _gateway.Http.BaseAddress!.ToString().TrimEnd('/');
        Task<GatewayResponse> ChangeAsync(params (string, string)[] headers) =>
            WithCookieAsync(HttpMethod.Put, "/users/ALFKI", token, headers);

        Assert.Equal(403, (await ChangeAsync()).Status);
        Assert.Equal(403, (await ChangeAsync(("Sec-Fetch-Site", "cross-site"), ("Origin", self))).Status);
        Assert.Equal(403, (await ChangeAsync(("Sec-Fetch-Site", "same-site"))).Status);
        Assert.Equal(403, (await ChangeAsync(("Origin", "https://elsewhere.example"))).Status);
        Assert.Equal(403, (await ChangeAsync(("Origin", "null"))).Status);
        Assert.Contains("another origin", (await ChangeAsync()).Problem, StringComparison.Ordinal);
        Assert.Empty(Services.Received);
        Assert.Equal(200, (await ChangeAsync(("Sec-Fetch-Site", "same-origin"))).Status);
        Assert.Equal(200, (await ChangeAsync(("Origin", self))).Status);
        // A header is not sent by a browser on its own, and a read changes nothing.
        Assert.Equal(200, (await _gateway.SendAsync(HttpMethod.Put, "/users/ALFKI", token, "{}", ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(200, (await WithCookieAsync(HttpMethod.Get, "/users/ALFKI", token, ("Sec-Fetch-Site", "cross-site"))).Status);
    }

    [Fact]
    public async Task A_page_of_another_origin_signs_nobody_in()
    {
        var response = await _gateway.SendAsync(HttpMethod.Post, "/sessions", null, "{}", ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(403, response.Status);
        Assert.Empty(Services.Received);
    }

    [Theory]
    [InlineData("Basic QWxhZGRpbg==")]
    [InlineData("Bearer")]
    [InlineData("Bearer a b")]
    public async Task A_header_without_a_token_is_refused_without_asking(string authorization)
    {
        var response = await _gateway.SendAsync(HttpMethod.Get, "/users/ALFKI", null, null, ("Authorization", authorization));

        Assert.Equal(401, response.Status);
        Assert.Empty(Services.Received);
    }

    Task<GatewayResponse> WithCookieAsync(HttpMethod method, string path, string token, params (string, string)[] headers) =>
        _gateway.SendAsync(method, path, null, method == HttpMethod.Get ? null : "{}", [("Cookie", $"session={token}"), .. headers]);

    static string PathOf(string route, string id) =>
        string.Join('/', route.Split('/').Select(segment => segment.StartsWith('{') ? id : segment));
}
