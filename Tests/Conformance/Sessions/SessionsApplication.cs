using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.ServiceDefaults;
using DbPerService.Sessions;
using DbPerService.Sessions.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Conformance;

/// <summary>An instance of Sessions whose users and orders are the test's.</summary>
sealed class SessionsApplication : IAsyncDisposable
{
    public static readonly CallerSignature Signature = new(
        Options.Create(new CallerOptions { Key = new string('k', 32) }), TimeProvider.System, NullLogger<CallerSignature>.Instance);

    readonly WebApplication _app;
    readonly HttpClient _client;

    SessionsApplication(WebApplication app) => (_app, _client) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public static async Task<SessionsApplication> StartAsync(Action<WebApplicationBuilder> addStore, FakeUsers users, FakeOrders orders)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Callers:Key"] = new string('k', 32),
            ["services:users:http:0"] = "http://users.invalid",
            ["services:orders:http:0"] = "http://orders.invalid",
            ["Sessions:UsersTimeout"] = "00:00:00.500",
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddSessions();
        builder.Services.AddHttpClient("users").ConfigurePrimaryHttpMessageHandler(() => users);
        builder.Services.AddHttpClient("orders").ConfigurePrimaryHttpMessageHandler(() => orders);
        addStore(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapSessions();
        await app.StartAsync(CancellationToken.None);
        return new SessionsApplication(app);
    }

    public async Task<Reply> SendAsync(
        HttpMethod method, string path, object? body = null, string? token = null, string? caller = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (caller is not null)
        {
            request.Headers.Add(CallerSignature.Header, caller);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Headers, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}

/// <summary>A response of Sessions.</summary>
sealed record Reply(HttpStatusCode Status, HttpResponseHeaders Headers, JsonElement Body)
{
    public string? Text(string name) => Body.GetProperty(name).GetString();

    public string Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Body}");
        return Body.ValueKind == JsonValueKind.Undefined ? "" : Body.ToString();
    }
}
