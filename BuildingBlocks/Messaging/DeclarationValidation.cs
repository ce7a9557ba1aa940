using Microsoft.Extensions.Options;

namespace DbPerService.Messaging;

/// <summary>Keeps a service from starting whose handlers are not those that its declaration says it has.</summary>
sealed class DeclarationValidation(ServiceDeclaration service, EventRegistry registry) : IValidateOptions<MessagingOptions>
{
    public ValidateOptionsResult Validate(string? name, MessagingOptions options)
    {
        List<string> differences =
        [
            .. service.Subscribes.Except(registry.Topics).Select(topic => $"subscribes to '{topic}' and no handler is registered for its events"),
            .. registry.Topics.Except(service.Subscribes).Select(topic => $"does not subscribe to '{topic}', for whose events a handler is registered"),
        ];
        return differences.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"The declaration of {service.Name} {string.Join(", and ", differences)}.");
    }
}
