using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Testing;
using DbPerService.Users.Data;
using DbPerService.Users.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The copies of users in Orders and their owner, each with its own database.</summary>
public sealed class ReconciliationTests(EnginesFixture engines) : IClassFixture<EnginesFixture>, IAsyncLifetime
{
    const int Users = 700;

    TestService _users = null!;
    TestService _orders = null!;
    TestApplication _owner = null!;
    TestApplication _copy = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _users = await engines.NewDatabaseAsync(typeof(IUserStore).Assembly);
        _orders = await engines.NewDatabaseAsync(typeof(OrderStore).Assembly);
        await ExecuteAsync(_users, $"""
            INSERT INTO users (id, name, email, email_key, role, password_hash, version, created_at, updated_at)
            SELECT 'u' || n, 'User ' || n, n || '@example.org', n || '@example.org', 'User', 'x', 1 + n % 3, now(), now()
            FROM generate_series(1, {Users}) AS n
            """);
        await ExecuteAsync(_orders, $"""
            INSERT INTO user_copies (user_id, name, email, version)
            SELECT 'u' || n, 'User ' || n, n || '@example.org', 1 + n % 3 FROM generate_series(1, {Users}) AS n
            """);
        var port = FreePort.Next();
        _owner = await StartAsync(_users, port, port, builder =>
        {
            builder.AddPostgresMessaging(_users.Name);
            builder.Services.AddScoped<IUserStore, PostgresUserStore>().AddScoped<UserCopySource>();
        }, app => app.MapCopySource<UserCopySource>(Topics.Users).RequireService());
        _copy = await StartAsync(_orders, 0, port, builder =>
        {
            builder.AddPostgresMessaging(_orders.Name);
            builder.AddServiceClient("orders", "users");
            builder.Services.AddReconciliation<ReconciledUsers>(Topics.Users, "users");
        }, app => app.MapReconciliation());
    }

    [Fact]
    public async Task A_copy_that_was_changed_by_hand_is_found_mended_and_reported()
    {
        Assert.Equal((0, 0, Users), await RunAsync());
        await ExecuteAsync(_orders, """
            UPDATE user_copies SET name = 'Mallory' WHERE user_id = 'u7';
            UPDATE user_copies SET version = 99, email = NULL WHERE user_id = 'u8';
            DELETE FROM user_copies WHERE user_id = 'u9';
            INSERT INTO user_copies (user_id, name, version) VALUES ('u9x', 'Nobody', 1), ('zz', 'Nobody', 1);
            """);

        Assert.Equal((5, 5, Users), await RunAsync());
        Assert.Equal(await ContentAsync(_users, "users", "id"), await ContentAsync(_orders, "user_copies", "user_id"));
        Assert.Equal((0, 0, Users), await RunAsync());

        var status = (await _copy.Client.GetFromJsonAsync<JsonElement>("/reconciliation", Cancelled))[0];
        Assert.Equal(("users", 5), (status.GetProperty("name").GetString(), status.GetProperty("totalRepaired").GetInt32()));
    }

    [Fact]
    public async Task A_copy_that_was_lost_is_filled_from_its_owner()
    {
        await ExecuteAsync(_orders, "DELETE FROM user_copies");

        Assert.Equal((Users, Users, Users), await RunAsync());
        Assert.Equal(await ContentAsync(_users, "users", "id"), await ContentAsync(_orders, "user_copies", "user_id"));
    }

    [Fact]
    public async Task An_owner_that_is_unavailable_changes_nothing_and_is_reported()
    {
        await ExecuteAsync(_orders, "UPDATE user_copies SET name = 'Mallory' WHERE user_id = 'u7'");
        await _owner.DisposeAsync();

        using var response = await _copy.Client.PostAsync("/reconciliation/users", null, Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var status = (await _copy.Client.GetFromJsonAsync<JsonElement>("/reconciliation", Cancelled))[0];
        Assert.Equal("HttpRequestException", status.GetProperty("lastFailure").GetString());
        Assert.Equal("Mallory", await _orders.ScalarAsync<string>("SELECT name FROM user_copies WHERE user_id = 'u7'"));
    }

    [Fact]
    public async Task The_owner_answers_services_only_and_refuses_what_it_cannot_read()
    {
        using var refused = await _owner.Client.GetAsync("/internal/copies/users/items", Cancelled);
        using var unknown = await _copy.Client.PostAsync("/reconciliation/products", null, Cancelled);
        using var client = _copy.Services.GetRequiredService<IHttpClientFactory>().CreateClient("users");
        using var wrong = await client.GetAsync("/internal/copies/users/items?limit=0", Cancelled);
        using var noFields = await client.GetAsync("/internal/copies/users/digests", Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, noFields.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _copy.DisposeAsync();
        await _owner.DisposeAsync();
        await _orders.DisposeAsync();
        await _users.DisposeAsync();
    }

    static Task<TestApplication> StartAsync(
        TestService service, int port, int owner, Action<WebApplicationBuilder> add, Action<WebApplication> map) => TestApplication.StartAsync(
        service,
        builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["urls"] = $"http://127.0.0.1:{port}",
                ["Callers:Key"] = new string('k', 40),
                ["Reconciliation:Grace"] = "00:00:00.050",
                ["Reconciliation:Interval"] = "1.00:00:00",
                ["services:users:http:0"] = $"http://127.0.0.1:{owner}",
            });
            add(builder);
        },
        map);

    async Task<(int Found, int Repaired, int Compared)> RunAsync()
    {
        using var response = await _copy.Client.PostAsync("/reconciliation/users", null, Cancelled);
        var run = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("lastSuccess");
        return (
            run.GetProperty("found").EnumerateObject().Sum(kind => kind.Value.GetInt32()), run.GetProperty("repaired").GetInt32(),
            run.GetProperty("compared").GetInt32());
    }

    static async Task ExecuteAsync(TestService service, string sql)
    {
        await using var command = service.Admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    static Task<string?> ContentAsync(TestService service, string table, string key) => service.ScalarAsync<string>(
        $"""SELECT string_agg(concat_ws('|', {key}, version, name, email), E'\n' ORDER BY {key} COLLATE "C") FROM {table}""");
}
