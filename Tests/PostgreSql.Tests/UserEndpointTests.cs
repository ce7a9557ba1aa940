using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.ServiceDefaults;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The endpoints of Users, called as the Gateway and other services call them. Each test has users of its own.</summary>
public sealed class UserEndpointTests(UsersApplication app) : IClassFixture<UsersApplication>
{
    static readonly HttpMethod Get = HttpMethod.Get;
    static readonly HttpMethod Post = HttpMethod.Post;
    static readonly HttpMethod Put = HttpMethod.Put;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    (string, string) Sessions => app.Caller(CallerRole.Service, "sessions");

    [Fact]
    public async Task A_user_is_registered_read_and_changed_with_versions()
    {
        using var created = await RegisterAsync("A?b");
        Assert.Equal(("/users/A%3Fb", "\"1\""), (created.Headers.Location?.OriginalString, created.Headers.ETag?.ToString()));
        var user = await JsonAsync(created);
        Assert.Equal(
            ["createdAt", "email", "id", "name", "role", "updatedAt", "version"],
            user.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(("A?b", "user"), (user.GetProperty("id").GetString(), user.GetProperty("role").GetString()));

        using var read = await app.SendAsync(Get, "/users/A%3Fb");
        Assert.Equal(user.GetRawText(), (await JsonAsync(read)).GetRawText());
        using var known = await app.SendAsync(Get, "/users/A%3Fb", headers: ("If-None-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.NotModified, "\"1\""), (known.StatusCode, known.Headers.ETag?.ToString()));

        var change = new { name = "Ana", email = "ana@versions" };
        await IsProblemAsync(HttpStatusCode.PreconditionRequired, Put, "/users/A%3Fb", change);
        await IsProblemAsync(HttpStatusCode.PreconditionFailed, Put, "/users/A%3Fb", change, ("If-Match", "\"2\""));
        using var changed = await app.SendAsync(Put, "/users/A%3Fb", change, ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.ToString()));
        await IsProblemAsync(HttpStatusCode.PreconditionFailed, Put, "/users/A%3Fb", change, ("If-Match", "\"1\""));
    }

    [Fact]
    public async Task An_id_or_an_email_that_is_taken_gets_a_conflict()
    {
        using var first = await RegisterAsync("taken-1");
        using var made = await app.SendAsync(Post, "/users", new { name = "M", email = "made@x", password = "correct horse" });

        Assert.Equal(7, (await JsonAsync(made)).GetProperty("id").GetGuid().Version);
        Assert.Equal(
            "The id taken-1 is taken.", await IsProblemAsync(HttpStatusCode.Conflict, Post, "/users", Registration("taken-1", "other@x")));
        Assert.Equal(
            "Another user has this email.",
            await IsProblemAsync(HttpStatusCode.Conflict, Post, "/users", Registration("new", "TAKEN-1@X")));
        await IsProblemAsync(HttpStatusCode.Conflict, Post, "/users", Registration("Operator", "o@x"));
        await IsProblemAsync(HttpStatusCode.Conflict, Put, "/users/taken-1", new { name = "M", email = "MADE@x" }, ("If-Match", "*"));
    }

    [Fact]
    public async Task A_user_sees_and_changes_only_itself()
    {
        using var one = await RegisterAsync("self");
        using var other = await RegisterAsync("someone");
        var self = app.Caller(CallerRole.User, "self");
        var change = new { name = "M", email = "me@x" };

        using var own = await app.SendAsync(Get, "/users/self", headers: self);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using var renamed = await app.SendAsync(Put, "/users/self", change, self, ("If-Match", "*"));
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        var hidden = await IsProblemAsync(HttpStatusCode.NotFound, Get, "/users/someone", null, self);
        var unknown = await IsProblemAsync(HttpStatusCode.NotFound, Get, "/users/nobody", null, self);
        Assert.Equal(unknown.Replace("nobody", "someone", StringComparison.Ordinal), hidden);
        await IsProblemAsync(HttpStatusCode.NotFound, Put, "/users/someone", change, self, ("If-Match", "*"));
        await IsProblemAsync(HttpStatusCode.Unauthorized, Get, "/users/self", null, (CallerSignature.Header, "forged.forged"));
        using var asOperator = await app.SendAsync(Get, "/users/someone", headers: app.Caller(CallerRole.Operator, "operator"));
        Assert.Equal(HttpStatusCode.OK, asOperator.StatusCode);
    }

    [Fact]
    public async Task Profiles_are_public_pages_with_emails_for_services_only()
    {
        foreach (var id in new[] { "~c", "~a", "~b" })
        {
            using var created = await RegisterAsync(id);
        }

        using var first = await app.SendAsync(Get, "/profiles?after=~&limit=2", headers: app.Caller(CallerRole.User, "a"));
        var page = await JsonAsync(first);
        Assert.Equal("~b", page.GetProperty("next").GetString());
        Assert.Equal("""{"id":"~a","name":"Maria Anders","version":1}""", page.GetProperty("items")[0].GetRawText());
        using var last = await app.SendAsync(Get, "/profiles?after=~b");
        Assert.Equal("""{"items":[{"id":"~c","name":"Maria Anders","version":1}],"next":null}""", (await JsonAsync(last)).GetRawText());
        using var one = await app.SendAsync(Get, "/profiles/~a", headers: app.Caller(CallerRole.User, "b"));
        Assert.Equal("\"1\"", one.Headers.ETag?.ToString());
        using var forService = await app.SendAsync(Get, "/profiles/~a", headers: Sessions);
        Assert.Contains("\"email\":\"", await forService.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        await IsProblemAsync(HttpStatusCode.NotFound, Get, "/profiles/nobody", null);
        await IsProblemAsync(HttpStatusCode.BadRequest, Get, "/profiles?limit=0", null);
    }

    [Fact]
    public async Task Credentials_are_verified_for_services_only_and_wrong_ones_are_limited()
    {
        const string Path = "/internal/credentials";
        using var created = await RegisterAsync("signs-in");
        var wrong = new { userId = "signs-in", password = "wrong horse" };
        await IsProblemAsync(HttpStatusCode.Unauthorized, Post, Path, wrong);
        await IsProblemAsync(HttpStatusCode.Unauthorized, Post, Path, wrong, app.Caller(CallerRole.User, "signs-in"));

        using var right = await app.SendAsync(Post, Path, new { userId = "signs-in", password = "correct horse" }, Sessions);
        Assert.Equal("""{"userId":"signs-in","name":"Maria Anders","role":"user","version":1}""", (await JsonAsync(right)).GetRawText());
        using var ofOperator = await app.SendAsync(
            Post, Path, new { userId = "operator", password = UsersApplication.OperatorPassword }, Sessions);
        Assert.Equal("operator", (await JsonAsync(ofOperator)).GetProperty("role").GetString());

        foreach (var userId in new[] { "signs-in", "nobody" })
        {
            var attempt = new { userId, password = "wrong horse" };
            Assert.Equal("User or password is wrong.", await IsProblemAsync(HttpStatusCode.Unauthorized, Post, Path, attempt, Sessions));
            await IsProblemAsync(HttpStatusCode.Unauthorized, Post, Path, attempt, Sessions);
            using var limited = await app.SendAsync(Post, Path, attempt, Sessions);
            Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
            Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_changed_password_replaces_the_old_one_and_no_password_is_logged_or_published()
    {
        const string Path = "/internal/credentials";
        using var created = await RegisterAsync("changes");
        var change = new { name = "Maria Anders", email = "changes@x", password = "battery staple" };

        using var changed = await app.SendAsync(Put, "/users/changes", change, ("If-Match", "\"1\""));
        Assert.Equal("\"2\"", changed.Headers.ETag?.ToString());
        await IsProblemAsync(HttpStatusCode.Unauthorized, Post, Path, new { userId = "changes", password = "correct horse" }, Sessions);
        using var right = await app.SendAsync(Post, Path, new { userId = "changes", password = "battery staple" }, Sessions);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        await IsProblemAsync(
            HttpStatusCode.Conflict, Put, "/users/operator", new { name = "O", email = "o@x", password = "battery staple" },
            ("If-Match", "*"));

        var hash = await app.Service.ScalarAsync<string>("SELECT password_hash FROM users WHERE id = 'changes'");
        var events = await app.Service.ScalarAsync<string>("SELECT string_agg(payload, ' ') FROM messaging.outbox WHERE key = 'changes'");
        Assert.Contains("changes@x", events, StringComparison.Ordinal);
        Assert.All(["correct horse", "battery staple", UsersApplication.OperatorPassword, hash!], secret =>
        {
            Assert.DoesNotContain(secret, events, StringComparison.Ordinal);
            Assert.DoesNotContain(app.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        });
    }

    static object Registration(string id, string email) => new { id, name = "Maria Anders", email, password = "correct horse" };

    async Task<HttpResponseMessage> RegisterAsync(string id)
    {
        var response = await app.SendAsync(Post, "/users", Registration(id, $"{id}@x"));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response;
    }

    async Task<string> IsProblemAsync(
        HttpStatusCode status, HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var response = await app.SendAsync(method, path, body, headers);
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return (await JsonAsync(response)).GetProperty("detail").GetString()!;
    }

    static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
}
