using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Describes the responses that every endpoint has without saying so: 400 for a parameter or a body that cannot be read, 413 and 415 for
/// what is not a JSON body of an acceptable size.
/// </summary>
sealed class CommonResponses : IApiDescriptionProvider
{
    /// <summary>After the provider that describes the endpoints.</summary>
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var endpoint in context.Results)
        {
            if (endpoint.ParameterDescriptions.Count > 0)
            {
                Add(endpoint, StatusCodes.Status400BadRequest, typeof(HttpValidationProblemDetails));
            }

            if (endpoint.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Body))
            {
                Add(endpoint, StatusCodes.Status413PayloadTooLarge, typeof(ProblemDetails));
                Add(endpoint, StatusCodes.Status415UnsupportedMediaType, typeof(ProblemDetails));
            }
        }
    }

    static void Add(ApiDescription endpoint, int status, Type problem)
    {
        if (!endpoint.SupportedResponseTypes.Any(response => response.StatusCode == status))
        {
            endpoint.SupportedResponseTypes.Add(new ApiResponseType
            {
                StatusCode = status, Type = problem, ApiResponseFormats = [new ApiResponseFormat { MediaType = "application/problem+json" }],
            });
        }
    }
}
