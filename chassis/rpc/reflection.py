"""gRPC server reflection, under its name of today (v1) and the one before (v1alpha).

grpcio-reflection serves v1alpha alone. The messages of v1 are the same on the wire, so one servicer
serves both; only the description of the v1 service itself is made here.
"""

from collections.abc import Sequence

import grpc
import grpc.aio
from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health
from grpc_reflection.v1alpha import reflection, reflection_pb2

SERVICE_NAME = "grpc.reflection.v1.ServerReflection"

_FILE_NAME = "grpc/reflection/v1/reflection.proto"
_METHOD = "ServerReflectionInfo"


def add_reflection(server: grpc.aio.Server, service_names: Sequence[str]) -> None:
    """Serve reflection of the services with these full names, of health and of reflection."""
    _describe_v1()
    names = (*service_names, health.SERVICE_NAME, reflection.SERVICE_NAME, SERVICE_NAME)
    servicer = reflection.aio.ReflectionServicer(names)
    reflection.enable_server_reflection(names, server)
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(SERVICE_NAME, {_METHOD: handler}),)
    )


def _describe_v1() -> None:
    """Put the description of v1 beside that of v1alpha, unless it is there."""
    pool = descriptor_pool.Default()
    try:
        pool.FindFileByName(_FILE_NAME)
    except KeyError:
        pool.AddSerializedFile(_v1_description().SerializeToString())


def _v1_description() -> FileDescriptorProto:
    description = FileDescriptorProto()
    reflection_pb2.DESCRIPTOR.CopyToProto(description)
    description.name = _FILE_NAME
    description.package = SERVICE_NAME.rpartition(".")[0]
    for message in description.message_type:
        for field in message.field:
            if field.type_name:
                field.type_name = _in_v1(field.type_name)
    for service in description.service:
        for method in service.method:
            method.input_type = _in_v1(method.input_type)
            method.output_type = _in_v1(method.output_type)
    return description


def _in_v1(type_name: str) -> str:
    return type_name.replace(".v1alpha.", ".v1.")
