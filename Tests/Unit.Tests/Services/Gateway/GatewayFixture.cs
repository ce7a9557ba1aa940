using System.Net.Http.Headers;
using System.Text.Json;
using DbPerService.Gateway;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Limits;
using DbPerService.ServiceDefaults;
using DbPerService.Tests.Unit.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Unit.Services.Gateway;

/// <summary>The Gateway in this process, before services that are not real.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    const string Key = "a key that the services of this test share";

    readonly List<WebApplication> _gateways = [];
    readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false, UseProxy = false };

    internal FakeServices Services { get; private set; } = null!;

    internal WebApplication App { get; private set; } = null!;

    internal HttpClient Http { get; private set; } = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Services = await FakeServices.StartAsync();
        (App, Http) = await StartAsync(new Dictionary<string, string>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        _handler.Dispose();
        await Services.DisposeAsync();
    }

    /// <summary>A Gateway with settings of its own.</summary>
    internal async Task<(WebApplication App, HttpClient Http)> StartAsync(
        IReadOnlyDictionary<string, string> settings, TimeProvider? time = null)
    {
        var all = Services.Addresses.ToDictionary(entry => $"services:{entry.Key}:http:0", entry => entry.Value);
        all["Callers:Key"] = Key;
        all["urls"] = "http://127.0.0.1:0";
        all["Gateway:RequestsPerSecond"] = "10000";
        all["Gateway:Burst"] = "10000";
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var builder = WebApplication.CreateBuilder([.. all.Select(setting => $"--{setting.Key}={setting.Value}")]);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddServiceDefaults();
        builder.AddGateway();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.UseLimits();
        app.MapRoutes();
        await app.StartAsync();
        _gateways.Add(app);
        return (app, new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri(app.Urls.First()) });
    }

    /// <summary>Signs somebody in; the token is the answer.</summary>
    internal string SignIn(string userId, string role = "user")
    {
        var token = $"token-{Guid.NewGuid():N}";
        Services.Sessions[token] = ($"session-of-{token}", userId, role);
        return token;
    }

    internal Caller? CallerOf(ReceivedRequest request) =>
        request.Headers.TryGetValue(CallerSignature.Header, out var header)
            ? App.Services.GetRequiredService<CallerSignature>().Verify(header)
            : null;

    internal Task<GatewayResponse> SendAsync(
        HttpMethod method, string path, string? token = null, string? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(Http, method, path, token, body, headers);

    internal static async Task<GatewayResponse> SendAsync(
        HttpClient http, HttpMethod method, string path, string? token = null, string? body = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return new((int)response.StatusCode, text, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    internal Task<GatewayResponse> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);
}

sealed record GatewayResponse(int Status, string Body, HttpResponseHeaders Headers, string? MediaType)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The problem's detail.</summary>
    public string Problem
    {
        get
        {
            Assert.Equal("application/problem+json", MediaType);
            Assert.Equal(Status, Json.GetProperty("status").GetInt32());
            return Json.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";
        }
    }

    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
