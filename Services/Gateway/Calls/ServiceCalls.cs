using System.Net;
using System.Text.Json;
using DbPerService.Contracts;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace DbPerService.Gateway.Calls;

/// <summary>
/// The Gateway's own calls to services, signed as its own. None takes longer than <see cref="GatewayOptions.CallTimeout"/>, and a service
/// that keeps failing is not waited for each time: a circuit breaker per service answers for it.
/// </summary>
sealed class ServiceCalls(IHttpClientFactory clients, ServiceStates states, TimeProvider time, IOptions<GatewayOptions> options)
{
    // A quarter of the calls of a few seconds: opens within two seconds of a freeze under load, and after two calls without any.
    const double FailureRatio = 0.25;
    const int MinimumThroughput = 2;
    static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(5);
    static readonly ResiliencePropertyKey<TimeSpan> Wait = new("wait");

    readonly Dictionary<string, ResiliencePipeline> _pipelines =
        SystemMap.Gateway.Calls.ToDictionary(service => service, _ => CreatePipeline(options.Value, time));

    /// <param name="service">The service.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="sync">What the service has to wait for, in addition to the time of a call.</param>
    public async Task<Answer<Document>> GetAsync(
        string service, string path, CancellationToken cancellationToken, SyncRead? sync = null)
    {
        var asOf = time.GetUtcNow();
        var answer = await SendAsync(service, Create, ReadAsync, cancellationToken, sync?.Wait ?? TimeSpan.Zero);
        if (answer.Outcome == Outcome.Unavailable)
        {
            sync?.IsUnavailable();
        }

        return answer;

        HttpRequestMessage Create()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            sync?.AddTo(request);
            return request;
        }

        async Task<Answer<Document>> ReadAsync(HttpResponseMessage response, CancellationToken timeout)
        {
            sync?.Note(response);
            return response.StatusCode == HttpStatusCode.OK
                ? Answer.Found(new Document(JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(timeout)), asOf))
                : Answer.Of<Document>(response.StatusCode);
        }
    }

    /// <summary>Never throws: a service that cannot be asked is unavailable.</summary>
    public async Task<Answer<T>> SendAsync<T>(
        string service, Func<HttpRequestMessage> create, Func<HttpResponseMessage, CancellationToken, Task<Answer<T>>> read,
        CancellationToken cancellationToken, TimeSpan wait = default) where T : class
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Wait, wait);
        try
        {
            var outcome = await _pipelines[service].ExecuteOutcomeAsync(
                async (callContext, call) =>
                {
                    try
                    {
                        using var request = call.Create();
                        using var response = await clients.CreateClient(call.Service).SendAsync(request, callContext.CancellationToken);
                        return Polly.Outcome.FromResult(await call.Read(response, callContext.CancellationToken));
                    }
                    catch (Exception exception)
                    {
                        return Polly.Outcome.FromException<Answer<T>>(exception);
                    }
                },
                context,
                (Service: service, Create: create, Read: read));
            switch (outcome.Exception)
            {
                case null:
                    states.Succeeded(service);
                    return outcome.Result;
                case BrokenCircuitException:
                case OperationCanceledException when cancellationToken.IsCancellationRequested:
                    return Answer.Unavailable<T>();
                default:
                    states.Failed(service, outcome.Exception);
                    return Answer.Unavailable<T>();
            }
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    static ResiliencePipeline CreatePipeline(GatewayOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = MinimumThroughput,
                SamplingDuration = SamplingDuration,
                BreakDuration = options.BreakDuration,
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = call =>
                    ValueTask.FromResult(options.CallTimeout + call.Context.Properties.GetValue(Wait, TimeSpan.Zero)),
            })
            .Build();
}
