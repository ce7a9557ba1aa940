using System.Net;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace DbPerService.Tests.Conformance;

/// <summary>The endpoints of sessions and baskets, on any database.</summary>
public abstract class SessionEndpointConformance : IAsyncLifetime
{
    readonly FakeUsers _users = new();
    SessionsApplication _app = null!;

    public virtual async ValueTask InitializeAsync() =>
        _app = await SessionsApplication.StartAsync(AddStore, _users, new FakeOrders(SessionsApplication.Signature));

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    /// <summary>Adds the service's database.</summary>
    protected abstract void AddStore(WebApplicationBuilder builder);

    [Fact]
    public async Task A_guest_gets_a_session_that_only_its_token_opens()
    {
        var made = await _app.SendAsync(HttpMethod.Post, "/sessions", new { });
        var other = await _app.SendAsync(HttpMethod.Post, "/sessions", new { });

        made.Is(HttpStatusCode.Created);
        var (path, token) = ($"/sessions/{made.Text("id")}", made.Text("token"));
        Assert.Equal(path, made.Headers.Location?.OriginalString);
        Assert.Equal(43, token!.Length);
        Assert.StartsWith("guest-", made.Text("userId"), StringComparison.Ordinal);
        Assert.Equal(("User", 1), (made.Text("role"), made.Body.GetProperty("basket").GetProperty("version").GetInt32()));
        var read = await _app.SendAsync(HttpMethod.Get, path, token: token);
        read.Is(HttpStatusCode.OK);
        Assert.False(read.Body.TryGetProperty("token", out _));
        foreach (var wrong in new[] { null, "", "wrong", token[1..] })
        {
            var refused = await _app.SendAsync(HttpMethod.Get, path, token: wrong);
            refused.Is(HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        }

        (await _app.SendAsync(HttpMethod.Get, path, token: other.Text("token"))).Is(HttpStatusCode.NotFound);
        (await _app.SendAsync(HttpMethod.Delete, path, token: other.Text("token"))).Is(HttpStatusCode.NotFound);
        (await _app.SendAsync(HttpMethod.Delete, path, token: token)).Is(HttpStatusCode.NoContent);
        (await _app.SendAsync(HttpMethod.Get, path, token: token)).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_signed_caller_needs_no_token_and_reaches_only_sessions_of_its_user()
    {
        var made = await _app.SendAsync(HttpMethod.Post, "/sessions", new { });
        var path = $"/sessions/{made.Text("id")}";

        (await _app.SendAsync(HttpMethod.Get, path, caller: Signed(CallerRole.User, made.Text("userId")!))).Is(HttpStatusCode.OK);
        (await _app.SendAsync(HttpMethod.Get, path, caller: Signed(CallerRole.User, "ALFKI"))).Is(HttpStatusCode.NotFound);
        (await _app.SendAsync(HttpMethod.Get, path, caller: Signed(CallerRole.Operator, "operator"))).Is(HttpStatusCode.NotFound);
        (await _app.SendAsync(HttpMethod.Get, path, caller: Signed(CallerRole.Service, "gateway"))).Is(HttpStatusCode.Unauthorized);
        (await _app.SendAsync(HttpMethod.Get, path, token: made.Text("token"), caller: "forged.header")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_in_asks_Users()
    {
        object credentials = new { userId = "ALFKI", password = "secret of ALFKI" };
        _users.Respond = _ => Task.FromResult(FakeUsers.Verified("ALFKI", "Operator"));
        var session = await _app.SendAsync(HttpMethod.Post, "/sessions", credentials);
        session.Is(HttpStatusCode.Created);
        Assert.Equal(("ALFKI", "Operator"), (session.Text("userId"), session.Text("role")));

        _users.Respond = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized));
        (await _app.SendAsync(HttpMethod.Post, "/sessions", credentials)).Is(HttpStatusCode.Unauthorized);

        _users.Respond = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "7" } } });
        var limited = await _app.SendAsync(HttpMethod.Post, "/sessions", credentials);
        limited.Is(HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(7), limited.Headers.RetryAfter?.Delta);

        Func<CancellationToken, Task<HttpResponseMessage>>[] outages =
        [
            _ => throw new HttpRequestException("refused"),
            _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError)),
            _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("surprise") }),
            async never =>
            {
                await Task.Delay(Timeout.Infinite, never);
                throw new InvalidOperationException();
            },
        ];
        foreach (var outage in outages)
        {
            _users.Respond = outage;
            var unavailable = await _app.SendAsync(HttpMethod.Post, "/sessions", credentials);
            unavailable.Is(HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(unavailable.Headers.RetryAfter);
        }
    }

    [Fact]
    public async Task Nobody_signs_in_as_a_guest() => (await _app.SendAsync(
        HttpMethod.Post, "/sessions", new { userId = "Guest-0198", password = "secret" })).Is(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Services_resolve_tokens()
    {
        var made = await _app.SendAsync(HttpMethod.Post, "/sessions", new { });
        const string Path = "/internal/sessions/resolve";
        var body = new { token = made.Text("token") };
        var service = Signed(CallerRole.Service, "gateway");

        (await _app.SendAsync(HttpMethod.Post, Path, body)).Is(HttpStatusCode.Unauthorized);
        (await _app.SendAsync(HttpMethod.Post, Path, body, caller: Signed(CallerRole.User, "ALFKI"))).Is(HttpStatusCode.Unauthorized);
        (await _app.SendAsync(HttpMethod.Post, Path, new { token = "x" }, caller: service)).Is(HttpStatusCode.NotFound);
        Assert.Contains("token", (await _app.SendAsync(HttpMethod.Post, Path, new { }, caller: service)).Is(HttpStatusCode.BadRequest));
        var resolved = await _app.SendAsync(HttpMethod.Post, Path, body, caller: service);
        resolved.Is(HttpStatusCode.OK);
        Assert.Equal(
            (made.Text("id"), made.Text("userId"), "User"), (resolved.Text("sessionId"), resolved.Text("userId"), resolved.Text("role")));
    }

    [Fact]
    public async Task A_basket_is_replaced_only_in_the_version_that_the_caller_has_seen()
    {
        var made = await _app.SendAsync(HttpMethod.Post, "/sessions", new { });
        var (path, token) = ($"/sessions/{made.Text("id")}/basket", made.Text("token"));
        var basket = new { lines = new[] { new { productId = "11", quantity = 2 } } };

        (await _app.SendAsync(HttpMethod.Put, path, basket)).Is(HttpStatusCode.Unauthorized);
        var first = await _app.SendAsync(HttpMethod.Put, path, basket, token, ifMatch: "\"1\"");
        first.Is(HttpStatusCode.OK);
        Assert.Equal("\"2\"", first.Headers.ETag?.Tag);
        foreach (var old in new[] { "\"1\"", "W/\"2\"", "\"two\"" })
        {
            (await _app.SendAsync(HttpMethod.Put, path, basket, token, ifMatch: old)).Is(HttpStatusCode.PreconditionFailed);
        }

        foreach (var malformed in new[] { "2", "\"2\", \"3\"" })
        {
            (await _app.SendAsync(HttpMethod.Put, path, basket, token, ifMatch: malformed)).Is(HttpStatusCode.BadRequest);
        }

        (await _app.SendAsync(HttpMethod.Put, path, basket, token, ifMatch: "*")).Is(HttpStatusCode.OK);
        Assert.Equal("\"4\"", (await _app.SendAsync(HttpMethod.Put, path, new { lines = Array.Empty<object>() }, token)).Headers.ETag?.Tag);
    }

    static string Signed(CallerRole role, string id) => SessionsApplication.Signature.Sign(new Caller(role, id));
}
