using System.Net.Http.Json;
using DbPerService.Databases;
using DbPerService.PostgreSql;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;
using DbPerService.Users;
using DbPerService.Users.Api;
using DbPerService.Users.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The endpoints of Users, one application for a test class.</summary>
public sealed class UsersApplication : IAsyncLifetime
{
    public const string OperatorPassword = "a password of the tests";

    readonly EnginesFixture _engines = new();
    WebApplication _app = null!;
    HttpClient _client = null!;

    public TestService Service { get; private set; } = null!;

    public LogCapture Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _engines.InitializeAsync();
        Service = await _engines.NewDatabaseAsync(typeof(IUserStore).Assembly);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Service.Configure(builder);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Users:OperatorPassword"] = OperatorPassword,
            ["Users:PasswordIterations"] = "10000",
            ["Users:MaxWrongPasswords"] = "2",
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders().AddProvider(new LogCaptureProvider(Log)).SetMinimumLevel(LogLevel.Trace);
        builder.AddUsers();
        Service.AddMessagingOnly(builder);
        builder.AddPostgresMessaging(Service.Name);
        builder.Services.AddScoped<IUserStore, PostgresUserStore>().AddStartupStep(OperatorAccount.Step<PostgresServer>);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapUsers();
        _app.MapProfiles();
        _app.MapCredentials();
        await _app.StartAsync(CancellationToken.None);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    /// <summary>A header that names who the request is made for.</summary>
    public (string Name, string Value) Caller(CallerRole role, string id) =>
        (CallerSignature.Header, _app.Services.GetRequiredService<CallerSignature>().Sign(new Caller(role, id)));

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Service.DisposeAsync();
        await _engines.DisposeAsync();
    }
}
