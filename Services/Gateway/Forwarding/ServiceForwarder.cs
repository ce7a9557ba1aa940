using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DbPerService.Contracts;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Calls;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace DbPerService.Gateway.Forwarding;

/// <summary>
/// Forwards requests to the instances of a service in turn, with YARP's forwarder. Routes are our own table, so YARP's configuration,
/// clusters and pipeline are not used.
/// </summary>
sealed class ServiceForwarder : IDisposable
{
    readonly IHttpForwarder _forwarder;
    readonly CallerSignature _signature;
    readonly SessionResolver _sessions;
    readonly ServiceStates _states;
    readonly GatewayOptions _options;
    readonly ForwarderRequestConfig _config;
    readonly Dictionary<string, Instances> _instances;
    readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // Replaces the trace headers of the request by those of the span of the call.
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    });

    public ServiceForwarder(
        IHttpForwarder forwarder, ServiceAddresses addresses, CallerSignature signature, SessionResolver sessions, ServiceStates states,
        IOptions<GatewayOptions> options)
    {
        (_forwarder, _signature, _sessions, _states, _options) = (forwarder, signature, sessions, states, options.Value);
        _config = new() { ActivityTimeout = _options.RequestTimeout, Version = HttpVersion.Version11 };
        _instances = SystemMap.Gateway.Calls.ToDictionary(
            service => service,
            service => new Instances([.. addresses.Of(service).Select(address => address.GetLeftPart(UriPartial.Authority))]));
    }

    public void Dispose() => _client.Dispose();

    public async Task ForwardAsync(HttpContext context, GatewayRoute route, Admission admission)
    {
        var request = new ForwardedRequest(route, admission, _signature, _sessions);
        var instances = _instances[route.Service];
        for (var attempt = 1; ; attempt++)
        {
            var error = await _forwarder.SendAsync(context, instances.Next(), _client, _config, request);
            if (error == ForwarderError.None)
            {
                _states.Succeeded(route.Service);
                return;
            }

            var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
            if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
            {
                return;
            }

            // A refused connection has delivered nothing, so any request may be sent again.
            var isRefused = IsRefused(exception);
            context.Response.Clear();
            if (!isRefused || attempt == instances.Count)
            {
                await Refusal(context, route, error, exception, isRefused).ExecuteAsync(context);
                return;
            }
        }
    }

    ProblemHttpResult Refusal(HttpContext context, GatewayRoute route, ForwarderError error, Exception? exception, bool isRefused)
    {
        if (Find<BadHttpRequestException>(exception) is { } bad)
        {
            return Problems.Problem(bad.StatusCode, bad.Message);
        }

        _states.Failed(route.Service, exception);
        return error is ForwarderError.RequestTimedOut
            ? Problems.TimedOut(route.Service, _options.RequestTimeout)
            : Problems.Unavailable(context, route.Service, isOutcomeKnown: isRefused || route.IsRead);
    }

    static bool IsRefused(Exception? exception) =>
        exception is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    static T? Find<T>(Exception? exception) where T : Exception => exception switch
    {
        null => null,
        T found => found,
        AggregateException several => several.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
        _ => Find<T>(exception.InnerException),
    };

    sealed class Instances(string[] addresses)
    {
        int _last = -1;

        public int Count => addresses.Length;

        public string Next() => addresses[(int)((uint)Interlocked.Increment(ref _last) % addresses.Length)];
    }
}
