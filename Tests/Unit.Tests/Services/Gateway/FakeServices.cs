using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using DbPerService.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Unit.Services.Gateway;

/// <summary>Stands in for every service that the Gateway calls: a port each, and responses by service and path.</summary>
sealed class FakeServices : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<(string Service, string Path), Func<HttpContext, Task>> _responses = new();
    readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _faults = new();
    Dictionary<int, string> _byPort = [];

    FakeServices()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            foreach (var _ in SystemMap.Gateway.Calls)
            {
                server.Listen(IPAddress.Loopback, 0);
            }
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<ReceivedRequest> Received { get; } = new();

    public Dictionary<string, string> Addresses { get; } = [];

    /// <summary>Tokens by the session that they are of.</summary>
    public ConcurrentDictionary<string, (string SessionId, string UserId, string Role)> Sessions { get; } = new();

    public DateTimeOffset SessionsExpireAt { get; set; } = DateTimeOffset.MaxValue;

    public static async Task<FakeServices> StartAsync()
    {
        var services = new FakeServices();
        await services._app.StartAsync();
        var addresses = services._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (var (service, address) in SystemMap.Gateway.Calls.Zip(addresses))
        {
            services.Addresses[service] = address;
        }

        services._byPort = services.Addresses.ToDictionary(entry => new Uri(entry.Value).Port, entry => entry.Key);
        services.Reset();
        return services;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public void Reset()
    {
        _responses.Clear();
        _faults.Clear();
        Sessions.Clear();
        Received.Clear();
        SessionsExpireAt = DateTimeOffset.MaxValue;
    }

    /// <summary>What the service answers to the path, whatever the method.</summary>
    public void Answer(string service, string path, Func<HttpContext, Task> response) => _responses[(service, path)] = response;

    public void Answer(string service, string path, object json) =>
        Answer(service, path, context => context.Response.WriteAsJsonAsync(json, JsonSerializerOptions.Web));

    /// <summary>Accepts requests and never answers.</summary>
    public void Freeze(string service) => _faults[service] = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Breaks every connection.</summary>
    public void Kill(string service) => _faults[service] = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    public void Heal(string service) => _faults.TryRemove(service, out _);

    public int Count(string service, string path) => Received.Count(request => request.Service == service && request.Path == path);

    async Task AnswerAsync(HttpContext context)
    {
        var service = _byPort[context.Connection.LocalPort];
        if (_faults.TryGetValue(service, out var fault))
        {
            await fault(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        Received.Enqueue(new(
            service, context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value!, body,
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (service == "sessions" && context.Request.Path == "/internal/sessions/resolve")
        {
            await ResolveAsync(context, body);
        }
        else if (_responses.TryGetValue((service, context.Request.Path.Value!), out var response))
        {
            await response(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    async Task ResolveAsync(HttpContext context, string body)
    {
        using var json = JsonDocument.Parse(body);
        if (Sessions.TryGetValue(json.RootElement.GetProperty("token").GetString()!, out var session))
        {
            await context.Response.WriteAsJsonAsync(
                new { session.SessionId, session.UserId, session.Role, ExpiresAt = SessionsExpireAt }, JsonSerializerOptions.Web);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}

sealed record ReceivedRequest(
    string Service, string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers);
